/**
 * A collector of our own for desks whose venue is collected in another process: it feeds them and
 * writes nothing. Started when a desk has waited for some seconds.
 */
import type { Logger } from "@/server/platform/logger";
import { everySoOften } from "./every-so-often";
import { startThread } from "./run-thread";
import type { WorkerContext } from "./worker-context";

const LOOK_MILLIS = 1_000;
/** Looks: the venue's collector proper may just be starting in this process. */
const PATIENCE = 5;

export function startSpareCollectors(context: WorkerContext, log: Logger): Readonly<{ stop: () => Promise<void> }> {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();

  const start = async (venueId: string): Promise<void> => {
    const source = context.source();
    if (source.venueId !== venueId) return;
    log.info({ venueId }, "This venue is collected elsewhere; desks here get a stream of their own");
    const thread = startThread({ name: "collector", data: { source, persist: false }, signal: stopping.signal });
    const gone = context.switchboard.addCollector(venueId, thread);
    try {
      await thread.ended;
    } catch (error) {
      log.warn({ err: error, venueId }, "A spare collector ended");
    } finally {
      gone();
      running.delete(venueId);
    }
  };

  const look = everySoOften(
    () => LOOK_MILLIS,
    async () => {
      for (const venueId of context.switchboard.waitingVenues(PATIENCE)) {
        if (!running.has(venueId)) running.set(venueId, start(venueId));
      }
      await Promise.resolve();
    },
    (error) => log.warn({ err: error }, "Could not look for waiting desks"),
  );
  return {
    async stop() {
      await look.stop();
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}
