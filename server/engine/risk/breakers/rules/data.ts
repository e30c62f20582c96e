import type { BreakerRule, Measured } from "@/server/engine/risk/breakers/breaker-rule";
import { secondsText } from "@/server/engine/risk/reason";

/**
 * A silent feed, a book that is old while trades print, or a bad last minute. An instrument that was never heard of
 * has no data to be bad: without a book nothing goes there anyway.
 */
export const data: BreakerRule = {
  kind: "data",
  demands: null,
  isOutside: true,
  measure({ now, risk, listensSince, gaugeOf }, { market }): Measured {
    if (!market || !Number.isFinite(market.lastEventAt)) return never;
    const { symbol } = market.spec;
    const { quality } = gaugeOf(market.index);
    // Before the desk listened it could not hear.
    const silent = now - Math.max(market.lastEventAt, listensSince);
    const age = now - Math.max(market.lastBookAt, listensSince);
    if (silent >= risk.staleFeedMicros) {
      return seconds(silent, risk.staleFeedMicros, `Nothing was heard of ${symbol} for ${secondsText(silent)}`);
    }
    if (market.lastTradeAt > market.lastBookAt && age >= risk.staleBookMicros) {
      return seconds(age, risk.staleBookMicros, `The book of ${symbol} is ${secondsText(age)} old while trades print`);
    }
    const isUnknown = quality === null && risk.qualityMin > 0;
    return {
      isReached: isUnknown ? null : (quality ?? 0) < risk.qualityMin,
      words: () => {
        const value = quality === null ? "unknown" : `${quality} of 100`;
        const limit = `${risk.qualityMin} of 100`;
        return { value, limit, text: `Data quality of ${symbol} in its last full minute ${value}, at least ${limit}` };
      },
    };
  },
};

const never: Measured = {
  isReached: false,
  words: () => ({ value: "nothing heard", limit: "", text: "Nothing was ever heard of it" }),
};

const seconds = (value: number, limit: number, what: string): Measured => ({
  isReached: true,
  words: () => ({
    value: secondsText(value),
    limit: secondsText(limit),
    text: `${what}, at most ${secondsText(limit)}`,
  }),
});
