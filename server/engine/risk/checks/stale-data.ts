import type { Reason } from "@/server/domain/order";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { Check } from "@/server/engine/risk/check-input";
import { reason, secondsText } from "@/server/engine/risk/reason";

/** DOMAIN.md 1: nothing heard for 60 s, a book older than 5 s while trades print, or a book that is not known. */
export const checkStaleData: Check = ({ market, now, risk, isReduction }) =>
  isReduction ? null : staleness(market, now, risk);

/** Why the instrument's data cannot be traded on; null when it can. */
export function staleness(market: InstrumentMarket, now: number, risk: RiskSettings): Reason | null {
  const { book, spec, lastEventAt, lastBookAt, lastTradeAt } = market;
  if (!book.isKnown) return reason("stale_data", `the book of ${spec.symbol} is unknown until its next snapshot`);
  if (!book.isValid()) return reason("stale_data", `the book of ${spec.symbol} is not two-sided`);
  const silent = now - lastEventAt;
  if (silent >= risk.staleFeedMicros) {
    return tooOld(`nothing was heard of ${spec.symbol} for ${secondsText(silent)}`, silent, risk.staleFeedMicros);
  }
  const age = now - lastBookAt;
  if (lastTradeAt > lastBookAt && age >= risk.staleBookMicros) {
    return tooOld(
      `the book of ${spec.symbol} is ${secondsText(age)} old while trades print`,
      age,
      risk.staleBookMicros,
    );
  }
  return null;
}

const tooOld = (text: string, value: number, limit: number): Reason =>
  reason("stale_data", text, {
    limit: secondsText(limit),
    value: secondsText(value),
    distance: secondsText(value - limit),
  });
