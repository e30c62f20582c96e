import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Reason, Trail } from "@/server/domain/order";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Distances in parts of the price: 0.01 % to 50 %. */
const PPM_MIN = 100;
const PPM_MAX = 500_000;

/** A trailing stop keeps a distance of whole ticks, or of a share of the price; nothing else trails. */
export const checkTrail: Check = ({ draft: { type, terms }, market: { spec } }) => {
  const trail = terms?.trail ?? null;
  if (type === "trailing_stop") return trail ? trailRefusal(trail, spec) : reason("trail", "it needs a distance");
  return trail === null ? null : reason("trail", `a ${type} order does not trail`);
};

export function trailRefusal({ distance, activationTicks, by }: Trail, spec: InstrumentSpec): Reason | null {
  if (by === "mark" && spec.contract === null) {
    return reason("trail", `${spec.symbol} has no mark price; a trail can follow the last price only`);
  }
  if (activationTicks !== null && !(Number.isSafeInteger(activationTicks) && activationTicks >= 1)) {
    const value = String(activationTicks);
    return reason("trail", "an activation price must be a whole number of ticks, at least one", { limit: "1", value });
  }
  if ("ticks" in distance) {
    if (Number.isSafeInteger(distance.ticks) && distance.ticks >= 1) return null;
    const value = String(distance.ticks);
    return reason("trail", "a distance must be a whole number of ticks, at least one", { limit: "1", value });
  }
  const { ppm } = distance;
  if (Number.isSafeInteger(ppm) && ppm >= PPM_MIN && ppm <= PPM_MAX) return null;
  const limit = `${PPM_MIN / 10_000} % to ${PPM_MAX / 10_000} %`;
  return reason("trail", `a distance must be ${limit} of the price`, { limit, value: `${ppm / 10_000} %` });
}
