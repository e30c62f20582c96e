import type { BookView } from "@/server/domain/book/book-view";
import { SIDE } from "@/server/domain/market-block";
import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** Where buyers and sellers are far apart, leaving costs as much as entering: new risk waits. */
export const checkSpread: Check = ({ addsRisk, risk, market: { book, spec } }) => {
  if (!addsRisk) return null;
  const value = spreadPpm(book);
  if (value === null || value <= risk.spreadMaxPpm) return null;
  const [limit, seen] = [percent(risk.spreadMaxPpm), percent(value)];
  return reason("spread", `the spread of ${spec.symbol} is ${seen} of its mid, new risk is taken up to ${limit}`, {
    limit,
    value: seen,
    distance: percent(value - risk.spreadMaxPpm),
  });
};

/** Best ask less best bid, of the mid, rounded down; null without a two-sided book. */
export function spreadPpm(book: Pick<BookView, "levelPrice">): number | null {
  const [bid, ask] = [book.levelPrice(SIDE.bid, 0), book.levelPrice(SIDE.ask, 0)];
  if (Number.isNaN(bid) || Number.isNaN(ask) || bid + ask <= 0) return null;
  return Math.floor(((ask - bid) * 2_000_000) / (bid + ask));
}

const percent = (ppm: number): string => `${ppm / 10_000} %`;
