import {
  type BreakerRule,
  hasLost,
  lostPpm,
  type Measured,
  percentText,
} from "@/server/engine/risk/breakers/breaker-rule";
import { moneyText } from "@/server/engine/risk/reason";

/** Of the desk: since 00:00 UTC, of the equity then. */
export const dailyLoss: BreakerRule = {
  kind: "daily_loss",
  demands: "REDUCING",
  isOutside: false,
  measure({ risk, spec, dayBaseAtoms, equityAtoms }): Measured {
    return {
      isReached: hasLost(dayBaseAtoms, equityAtoms, risk.dailyLossPpm),
      words: () => {
        const value = percentText(lostPpm(dayBaseAtoms, equityAtoms));
        const limit = percentText(risk.dailyLossPpm);
        const money = `${moneyText(spec, equityAtoms)} of the day's ${moneyText(spec, dayBaseAtoms)}`;
        return { value, limit, text: `Loss of the day ${value} of ${limit}: equity is ${money}` };
      },
    };
  },
};

/** Of one strategy: its own loss since 00:00 UTC, of the desk's equity then. */
export const strategyLoss: BreakerRule = {
  kind: "daily_loss",
  demands: null,
  isOutside: false,
  measure({ risk, spec, dayBaseAtoms, strategyDayAtoms }, { strategy }): Measured {
    const limitPpm = risk.strategies[strategy ?? ""]?.dailyLossPpm ?? 0;
    const made = strategyDayAtoms(strategy ?? "");
    return {
      isReached: limitPpm > 0 && hasLost(dayBaseAtoms, dayBaseAtoms + made, limitPpm),
      words: () => {
        const value = percentText(lostPpm(dayBaseAtoms, dayBaseAtoms + made));
        const limit = percentText(limitPpm);
        const text = `Loss of ${strategy} today ${value} of ${limit}: it made ${moneyText(spec, made)}`;
        return { value, limit, text };
      },
    };
  },
};
