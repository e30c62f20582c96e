import type { BreakerRule, Measured } from "@/server/engine/risk/breakers/breaker-rule";
import { percentText } from "@/server/engine/risk/breakers/breaker-rule";

/** Realised volatility of the last five minutes against its median of 24 h. Unknown without either. */
export const volatility: BreakerRule = {
  kind: "volatility",
  demands: null,
  isOutside: true,
  measure({ risk, facts, gaugeOf }, { market }): Measured {
    const id = market?.spec.id;
    const median = facts?.instruments.find(({ instrumentId }) => instrumentId === id)?.volatility?.median24hPpm ?? 0;
    const now = market && gaugeOf(market.index).volatilityPpm;
    const isKnown = now !== null && median > 0;
    return {
      isReached: isKnown ? now * 1_000 >= risk.volatilityFactorMilli * median : null,
      words: () => {
        const limit = `${factorText(risk.volatilityFactorMilli)} of its median`;
        const symbol = market?.spec.symbol ?? "";
        if (!isKnown) {
          const missing = median > 0 ? "5 minutes of it are not known yet" : "its median of 24 h is not known";
          return { value: "unknown", limit, text: `Volatility of ${symbol} cannot be judged: ${missing}` };
        }
        const value = `${factorText(Math.floor((now * 1_000) / median))} of its median`;
        const text = `Volatility of ${symbol} over 5 minutes ${percentText(now)}, ${value} of ${percentText(median)}; at most ${factorText(risk.volatilityFactorMilli)}`;
        return { value, limit, text };
      },
    };
  },
};

/** Thousandths as a factor: "4.2 x" */
const factorText = (milli: number): string => `${(milli / 1_000).toFixed(3).replace(/\.?0+$/, "")} x`;
