import type { MarketClock } from "@/server/adapters/simulated/clock";

/** Time that jumps to whatever is waited for: a recording plays as fast as it can be read. */
export function leapingClock(): MarketClock {
  let now = 1_000_000;
  return {
    nowMicros: () => now,
    after: (delay, callback) => {
      now += Math.max(0, Math.ceil(delay));
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  };
}
