/**
 * Exposure with everything that working orders may still add, as a range: the engine may value an order at its limit
 * or at the mark, and the mark itself may be one of several within a message. What lies above the range's low end in
 * every reading must have been refused; what lies below its high end in every reading must not.
 */
import { type Account, worth } from "./account";
import type { Marks, Range } from "./marks";
import { leftLots, limitOf, type Working } from "./working";

/** Orders without a limit may be reckoned so much dearer or cheaper than the mark: they walk the book. */
const SLIPPAGE = 0.08;

/** Towards each side, atoms; of spot nothing is short. */
export type Towards = Readonly<{ long: Range; short: Range }>;

type Ground = Readonly<{ account: Account; marks: Marks; working: readonly Working[] }>;

export const NOTHING: Range = { low: 0, high: 0 };
export const plus = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });
export const larger = (a: Range, b: Range): Range => ({
  low: Math.max(a.low, b.low),
  high: Math.max(a.high, b.high),
});
const negative = ({ low, high }: Range): Range => ({ low: -high, high: -low });

/** Null while the instrument has no mark. */
export function towards({ account, marks, working }: Ground, instrument: number): Towards | null {
  const spec = account.specs[instrument];
  const mark = marks.valued(instrument);
  if (!spec || !mark) return null;
  const held = account.heldLots(instrument);
  const ends = [mark.low, mark.high].map((ticks) => Math.sign(held) * worth(spec, Math.abs(held), ticks));
  const now: Range = { low: Math.min(...ends), high: Math.max(...ends) };
  const here = working.filter(({ order }) => order.instrumentId === spec.id);
  const side = (wanted: "buy" | "sell"): Range => {
    const links = new Map<string, Range>();
    let sum = closing(here, { wanted, held, spec, mark });
    for (const one of here) {
      const { side: own, linkId, terms } = one.order;
      if (own !== wanted || terms.reduceOnly) continue;
      const may = mayAdd(one, { spec, mark });
      if (linkId === null) sum = plus(sum, may);
      else links.set(linkId, larger(links.get(linkId) ?? NOTHING, may));
    }
    return [...links.values()].reduce(plus, sum);
  };
  if (!spec.contract) return { long: plus(now, side("buy")), short: NOTHING };
  return { long: plus(now, side("buy")), short: plus(negative(now), side("sell")) };
}

type Closing = Readonly<{ wanted: "buy" | "sell"; held: number; spec: Account["specs"][number]; mark: Range }>;

/** What only reduces closes what there is to close, and whatever else works on its side may then open as much. */
function closing(here: readonly Working[], { wanted, held, spec, mark }: Closing): Range {
  const own = here.filter(({ order }) => order.side === wanted && order.terms.reduceOnly);
  const lots = Math.min(
    own.reduce((sum, one) => sum + leftLots(one), 0),
    Math.max(wanted === "sell" ? held : -held, 0),
  );
  if (lots === 0) return NOTHING;
  const values = [mark.low, mark.high].map((ticks) => worth(spec, lots, ticks));
  return { low: Math.min(...values), high: Math.max(...values) };
}

function mayAdd(one: Working, { spec, mark }: Readonly<{ spec: Account["specs"][number]; mark: Range }>): Range {
  const limit = limitOf(one);
  const hasLimit = one.order.limitTicks !== null;
  const prices = [mark.low, mark.high, ...(limit === null ? [] : [limit])].flatMap((price) =>
    hasLimit ? [price] : [price * (1 - SLIPPAGE), price * (1 + SLIPPAGE)],
  );
  const values = prices.map((price) => worth(spec, leftLots(one), Math.max(price, 1)));
  return { low: Math.min(...values), high: Math.max(...values) };
}
