import type { Check } from "@/server/engine/risk/check-input";
import { reason, secondsText } from "@/server/engine/risk/reason";

/**
 * Time between entries of strategies into one instrument, from the last fill of one; while one works, none may follow.
 * The slices of a parent order are one entry. A person is not spaced.
 */
export const checkEntrySpacing: Check = ({ addsRisk, origin, isSlice, isAmend, risk, now, enteredAt, market }) => {
  if (!addsRisk || isSlice || isAmend || risk.entrySpacingMicros === 0 || !origin.startsWith("strategy:")) return null;
  const last = enteredAt();
  if (last === null || now - last >= risk.entrySpacingMicros) return null;
  const since = Math.max(now - last, 0);
  const [limit, value] = [secondsText(risk.entrySpacingMicros), secondsText(since)];
  const seen = since === 0 ? "an entry is under way" : `the last entry was ${value} ago`;
  return reason("entry_spacing", `${market.spec.symbol}: ${seen}, strategies keep ${limit} between two`, {
    limit,
    value,
    distance: secondsText(risk.entrySpacingMicros - since),
  });
};
