import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Data that is late, broken or full of doubtful prints is nothing to take new risk on (DOMAIN.md 1). Unknown is no reason. */
export const checkDataQuality: Check = ({ addsRisk, quality, risk, market: { spec } }) => {
  if (!addsRisk || quality === null || quality >= risk.qualityMin) return null;
  const text = `the data of ${spec.symbol} scored ${quality} of 100 in its last minute, new risk asks for ${risk.qualityMin}`;
  return reason("data_quality", text, {
    limit: String(risk.qualityMin),
    value: String(quality),
    distance: String(risk.qualityMin - quality),
  });
};
