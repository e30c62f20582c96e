/**
 * Adaptive: takes part in what trades, with a share that follows spread, imbalance and time left. The formula is
 * in docs/engine.md. The straight line to the end is the least-cost path of a trader who does not mind risk
 * (Almgren & Chriss, "Optimal execution of portfolio transactions", J. Risk 3(2), 2001, section 2.2); being behind
 * it makes the algo hurry.
 */
import { SIDE } from "@/server/domain/market-block";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { type Action, type Plan, type Situation, sendableLots, workingLots } from "./plan";
import { canCross, restingTicks } from "./touch";

const ONE = 1_000_000;
/** Being behind the line by this share of the size is an urgency of 1. */
const PATIENCE_PPM = 50_000;
const SPREADS_KEPT = 60;
const DEPTH_LEVELS = 5;

/** What it remembers between steps; whole numbers. */
export type AdaptiveMemo = Readonly<{
  /** The instrument's counter of traded lots at the last step. */
  tradedLots: number;
  /** Lots that it should have done or have working by now, times 10^6. */
  targetE6: bigint;
  /** Ticks, one a second, oldest first. */
  spreads: readonly number[];
}>;

export const freshMemo = ({ tradedLots }: InstrumentMarket): AdaptiveMemo => ({
  tradedLots,
  targetE6: 0n,
  spreads: [],
});

type Moment = Readonly<{ parent: ParentOrder; now: number; market: InstrumentMarket }>;

/** One look a second: what traded since the last one, times the share that held meanwhile. */
export function observe(memo: AdaptiveMemo, { parent, now, market }: Moment): AdaptiveMemo {
  const tradedLots = market.tradedLots;
  if (!market.book.isValid()) return { ...memo, tradedLots };
  const spreads = [...memo.spreads, market.book.bestAsk() - market.book.bestBid()].slice(-SPREADS_KEPT);
  const factor = factorPpm({ parent, now, market }, spreads);
  const rate = Math.floor(((parent.participationPpm ?? 0) * factor) / ONE);
  const targetE6 = memo.targetE6 + BigInt(tradedLots - memo.tradedLots) * BigInt(rate);
  return { tradedLots, targetE6, spreads };
}

/** 0.25 to 2, in ppm: tight spread, a book that leans against us, and being behind all speed it up. */
function factorPpm(moment: Moment, spreads: readonly number[]): number {
  const factors = [
    spreadPpm(spreads),
    leanPpm(moment),
    clamp(ONE + Math.floor(urgencyPpm(moment) / 2), ONE / 2, 2 * ONE),
  ];
  return clamp(
    factors.reduce((product, factor) => Math.floor((product * factor) / ONE)),
    ONE / 4,
    2 * ONE,
  );
}

/** Median spread over the present one, half to double. */
function spreadPpm(spreads: readonly number[]): number {
  const sorted = spreads.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 1;
  return clamp(Math.floor((ONE * median) / Math.max(spreads.at(-1) ?? 1, 1)), ONE / 2, 2 * ONE);
}

/** More on our own side of the first five levels than on the other: the price is about to leave us. 0.5 to 1.5. */
function leanPpm({ parent: { side }, market: { book } }: Moment): number {
  const [bids, asks] = [book.depth(SIDE.bid, DEPTH_LEVELS), book.depth(SIDE.ask, DEPTH_LEVELS)];
  const towards = side === "buy" ? bids - asks : asks - bids;
  return ONE + Math.trunc(((ONE / 2) * towards) / Math.max(bids + asks, 1));
}

/** How far behind the straight line, over the patience; ppm, negative when ahead. */
function urgencyPpm({ parent, now }: Moment): number {
  const elapsed = Math.min((now - parent.decidedAt) / parent.durationMicros, 1);
  const lagPpm = Math.floor(elapsed * ONE) - Math.floor((parent.filledLots / parent.sizeLots) * ONE);
  return Math.floor((lagPpm * ONE) / PATIENCE_PPM);
}

/** At most one action: it is asked once a second. */
export function planAdaptive(situation: Situation, memo: AdaptiveMemo): Plan {
  const { parent, market, children } = situation;
  const due = Number(memo.targetE6 / BigInt(ONE)) - parent.filledLots - workingLots(children);
  const resting = children.find(({ isPassive, isLeaving }) => isPassive && !isLeaving);
  if (urgencyPpm(situation) > ONE && canCross(market, parent)) {
    if (resting) {
      const text = "behind the line: takes back what rests, to cross";
      return { actions: [{ kind: "withdraw", orderId: resting.orderId }], text };
    }
    const lots = sendableLots(situation, Math.min(due, situation.freeLots));
    return { actions: lots > 0 ? [{ kind: "cross", lots }] : [], text: "behind the line: crosses what is due" };
  }
  return {
    actions: rest(situation, Math.min(due, situation.freeLots)),
    text: "rests at the touch with its share of what trades",
  };
}

/** One child at the touch; it grows when as much again is due, which costs it its place. */
function rest(situation: Situation, due: number): Action[] {
  const { parent, market, children } = situation;
  const limitTicks = restingTicks(market, parent);
  const resting = children.find(({ isPassive }) => isPassive);
  if (!resting) {
    const lots = sendableLots(situation, due);
    return lots > 0 ? [{ kind: "post", lots, limitTicks, postOnly: true }] : [];
  }
  if (resting.isBusy) return [];
  const isMoved = resting.limitTicks !== limitTicks;
  if (!isMoved && due < resting.leftLots) return [];
  const sizeLots = due > 0 ? resting.sizeLots + due : null;
  return [{ kind: "move", orderId: resting.orderId, limitTicks, sizeLots }];
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
