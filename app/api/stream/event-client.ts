/**
 * One browser's event stream, as far as it keeps up.
 *
 * While the client reads too slowly, a state topic waits with its newest message only (each is
 * absolute, an older one is worth nothing), and an event topic waits whole, up to a bound: beyond
 * it the stream is ended, so that the browser reconnects and reads the state anew instead of
 * missing an event unawares.
 */
export type Frame = Readonly<{ topic: string; bytes: Uint8Array; isEvent: boolean }>;

/** What a stream controller offers; here so that a test can stand in for it. */
export type Outlet = Readonly<{
  /** Bytes that may still be queued; null when broken, zero or less when the client is behind. */
  room: () => number | null;
  enqueue: (bytes: Uint8Array) => void;
  close: () => void;
}>;

const WAITING_EVENT_BYTES_MAX = 1024 * 1024;

export function createEventClient(outlet: Outlet): Readonly<{
  offer: (frame: Frame) => void;
  /** The client reads again. */
  drain: () => void;
}> {
  const newest = new Map<string, Uint8Array>();
  const events: Uint8Array[] = [];
  let eventBytes = 0;

  const hasRoom = (): boolean => (outlet.room() ?? 0) > 0;

  const drain = (): void => {
    while (events.length > 0 && hasRoom()) {
      const bytes = events.shift();
      if (!bytes) return;
      eventBytes -= bytes.byteLength;
      outlet.enqueue(bytes);
    }
    for (const [topic, bytes] of newest) {
      if (!hasRoom()) return;
      newest.delete(topic);
      outlet.enqueue(bytes);
    }
  };

  return {
    drain,
    offer(frame) {
      if (frame.isEvent) {
        events.push(frame.bytes);
        eventBytes += frame.bytes.byteLength;
        if (eventBytes > WAITING_EVENT_BYTES_MAX) return outlet.close();
      } else {
        newest.set(frame.topic, frame.bytes);
      }
      return drain();
    },
  };
}
