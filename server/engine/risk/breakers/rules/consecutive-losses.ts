import type { BreakerRule, Measured } from "@/server/engine/risk/breakers/breaker-rule";

/**
 * Round trips in a row that lost, net of fees: of people, and of each strategy its own, which then stops alone, for
 * what one automat loses says nothing of the others. Once it is armed again, they are counted anew.
 */
export const consecutiveLosses: BreakerRule = {
  kind: "consecutive_losses",
  demands: "REDUCING",
  isOutside: false,
  measure({ risk, losingStreak }, { strategy }): Measured {
    const count = losingStreak(strategy);
    return {
      isReached: count >= risk.consecutiveLossesMax,
      words: () => {
        const limit = lossesText(risk.consecutiveLossesMax);
        const whose = strategy === null ? "by hand" : `of ${strategy}`;
        return {
          value: lossesText(count),
          limit,
          text: `${lossesText(count)} in a row ${whose}; it stops at ${limit}`,
        };
      },
    };
  },
};

/** The same of one strategy: the desk goes on. */
export const strategyLosses: BreakerRule = { ...consecutiveLosses, demands: null };

const lossesText = (count: number): string => `${count} ${count === 1 ? "loss" : "losses"}`;
