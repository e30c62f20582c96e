import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** How sure a strategy must be to enter. One that does not say is not sure at all. A person need not say. */
export const checkMinConfidence: Check = ({ addsRisk, origin, isSlice, isAmend, draft, risk }) => {
  if (!addsRisk || isSlice || isAmend || !origin.startsWith("strategy:")) return null;
  const told = draft.terms?.confidencePpm ?? null;
  if ((told ?? 0) >= risk.minConfidencePpm) return null;
  const [limit, value] = [percent(risk.minConfidencePpm), percent(told ?? 0)];
  const text = told === null ? "the strategy does not say how sure it is" : `the strategy is ${value} sure`;
  return reason("min_confidence", `${text}, ${limit} is asked for`, {
    limit,
    value,
    distance: percent(risk.minConfidencePpm - (told ?? 0)),
  });
};

const percent = (ppm: number): string => `${ppm / 10_000} %`;
