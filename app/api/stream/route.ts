/** Server-sent events of the bus: event name = topic, data = the payload untouched (docs/contracts.md). */
import { webContainer } from "@/server/container";
import { createEventClient } from "./event-client";
import { frameOf, PING, RETRY } from "./frames";
import { parseTopics } from "./topics";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

const PING_MILLIS = 10_000;
const BUFFERED_BYTES = 256 * 1024;

export function GET(request: Request): Response {
  const topics = parseTopics(new URL(request.url).searchParams.get("topics"));
  if (typeof topics === "string") return new Response(`${topics}\n`, { status: 400 });
  const { hub, isEventTopic } = webContainer();

  const ends: (() => void)[] = [];
  let isOver = false;
  const end = (): void => {
    isOver = true;
    for (const stop of ends.splice(0)) stop();
  };
  let drain = (): void => {};

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = (): void => {
          if (isOver) return;
          end();
          controller.close();
        };
        const client = createEventClient({
          room: () => (isOver ? null : controller.desiredSize),
          enqueue: (bytes) => controller.enqueue(bytes),
          close,
        });
        drain = client.drain;
        controller.enqueue(RETRY);
        const ping = setInterval(() => controller.enqueue(PING), PING_MILLIS);
        ends.push(() => clearInterval(ping));
        request.signal.addEventListener("abort", close);
        try {
          for (const topic of topics) {
            const stop = hub.watch(topic, (message) => client.offer(frameOf(message, isEventTopic(topic))));
            if (isOver) stop();
            else ends.push(stop);
          }
        } catch (error) {
          if (!isOver) controller.error(error);
          end();
        }
      },
      pull: () => drain(),
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFERED_BYTES }),
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // no-transform: a compressing proxy would hold events back until its block is full.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
