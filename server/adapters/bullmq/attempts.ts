export const CLOSING = "the worker stops";
export const LOCK_LOST = "the lock was lost";

type Attempt = Readonly<{ stop: AbortController; ended: Promise<unknown> }>;

/**
 * What runs here, by job. A job whose lock was lost unnoticed may come back to the very worker that still
 * runs it, and BullMQ then forgets the first attempt: it would go on beside the second, and no stop would
 * ever reach it. So the first one is stopped, and waited for, before the second begins.
 */
export function createAttempts() {
  const running = new Map<string, Attempt>();
  return {
    async run(id: string, given: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
      for (let earlier = running.get(id); earlier; earlier = running.get(id)) {
        earlier.stop.abort(LOCK_LOST);
        await earlier.ended;
      }
      const stop = new AbortController();
      const working = work(given ? AbortSignal.any([given, stop.signal]) : stop.signal);
      const ended = working.catch(() => {}).then(() => running.delete(id));
      running.set(id, { stop, ended });
      return working;
    },
    stopAll(): void {
      for (const { stop } of running.values()) stop.abort(CLOSING);
    },
  };
}
