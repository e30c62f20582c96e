import type { BreakerRule, Measured } from "@/server/engine/risk/breakers/breaker-rule";

/** Round trips in a row that lost, net of fees. Once it is armed again, they are counted anew. */
export const consecutiveLosses: BreakerRule = {
  kind: "consecutive_losses",
  demands: "REDUCING",
  isOutside: false,
  measure({ risk, losingStreak }): Measured {
    return {
      isReached: losingStreak >= risk.consecutiveLossesMax,
      words: () => {
        const value = lossesText(losingStreak);
        const limit = lossesText(risk.consecutiveLossesMax);
        return { value, limit, text: `${value} in a row of at most ${limit}` };
      },
    };
  },
};

const lossesText = (count: number): string => `${count} ${count === 1 ? "loss" : "losses"}`;
