import { AppError } from "@/server/domain/errors";
import type { Bus } from "@/server/ports/bus";

const PAYLOAD_BYTES_MAX = 256 * 1024;

/** A bus within one process. `connect` gives one more end of it, as another process would have. */
export function createMemoryBus(): Readonly<{ connect: () => Bus }> {
  const handlers = new Map<string, Set<(payload: string) => void>>();
  const deliver = (topic: string, payload: string): void => {
    for (const handler of handlers.get(topic) ?? []) handler(payload);
  };
  return {
    connect() {
      const own: (() => void)[] = [];
      return {
        async publish(topic, payload) {
          if (Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX) {
            throw new AppError(
              "invalid",
              `A message may have ${PAYLOAD_BYTES_MAX} bytes, this one on ${topic} has more`,
            );
          }
          if (payload.includes("\0")) throw new AppError("invalid", `The message on ${topic} holds a NUL character`);
          await Promise.resolve(); // never before publish has returned, as over a wire
          deliver(topic, payload);
        },
        async subscribe(topic, handler) {
          const one = (payload: string): void => handler(payload);
          const known = handlers.get(topic) ?? new Set();
          handlers.set(topic, known.add(one));
          const stop = (): void => void known.delete(one);
          own.push(stop);
          return stop;
        },
        async close() {
          for (const stop of own) stop();
        },
      };
    },
  };
}
