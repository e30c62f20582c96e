import type { Frame } from "./event-client";

const encoder = new TextEncoder();
type Message = Readonly<{ topic: string; payload: string }>;

/** Encoded once for all clients of this process: the hub hands each of them the same message object. */
const encoded = new WeakMap<Message, Frame>();

export function frameOf(message: Message, isEvent: boolean): Frame {
  const known = encoded.get(message);
  if (known) return known;
  // A line break would end the field; JSON text has none, so this only guards against a foreign payload.
  const data = message.payload.replaceAll(/\r?\n/g, "\ndata: ");
  const bytes = encoder.encode(`event: ${message.topic}\ndata: ${data}\n\n`);
  const frame = { topic: message.topic, bytes, isEvent };
  encoded.set(message, frame);
  return frame;
}

/** How long a browser waits before it comes back. */
export const RETRY = encoder.encode("retry: 1000\n\n");
/** An event and no comment: the page must hear it, to tell a quiet market from a dead line. */
export const PING = encoder.encode("event: ping\ndata: 1\n\n");
