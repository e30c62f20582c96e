import {
  type BreakerRule,
  hasLost,
  type Look,
  lostPpm,
  type Measured,
  percentText,
} from "@/server/engine/risk/breakers/breaker-rule";
import { moneyText } from "@/server/engine/risk/reason";

/** Fall from the highest equity of the whole history, or since it was armed by hand. */
const fallen = ({ spec, peakAtoms, equityAtoms }: Look, limitPpm: number): Measured => ({
  isReached: hasLost(peakAtoms, equityAtoms, limitPpm),
  words: () => {
    const value = percentText(lostPpm(peakAtoms, equityAtoms));
    const limit = percentText(limitPpm);
    const money = `${moneyText(spec, equityAtoms)} after ${moneyText(spec, peakAtoms)}`;
    return { value, limit, text: `Drawdown ${value} of ${limit}: equity is ${money} at its highest` };
  },
});

export const drawdownReduce: BreakerRule = {
  kind: "drawdown_reduce",
  demands: "REDUCING",
  isOutside: false,
  measure: (look) => fallen(look, look.risk.drawdownReducePpm),
};

export const drawdownClose: BreakerRule = {
  kind: "drawdown_close",
  demands: "HALTED",
  isOutside: false,
  measure: (look) => fallen(look, look.risk.drawdownClosePpm),
};
