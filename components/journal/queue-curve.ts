/** Quantity ahead of an order over time: a step curve, its marks, and what drained it. */
import type { QueueCause, QueuePoint } from "@/server/domain/order";

export type QueueTotals = Readonly<{
  atAcceptLots: number;
  nowLots: number;
  byTradesLots: number;
  byCancelsLots: number;
  byOtherLots: number;
  /** Times that the place was lost. */
  lostPlace: number;
}>;

export type CurvePoint = Readonly<{
  /** Shares of the plot, 0 to 1; y grows upwards with the quantity ahead. */
  x: number;
  y: number;
  point: QueuePoint;
}>;

export type QueueCurve = Readonly<{
  points: readonly CurvePoint[];
  /** SVG path of the steps in a 1 x 1 box whose y grows downwards. */
  path: string;
  fromAt: number;
  toAt: number;
  topLots: number;
  totals: QueueTotals;
}>;

const BY_TRADES: ReadonlySet<QueueCause> = new Set(["trade", "through"]);
const LOSES_PLACE: ReadonlySet<QueueCause> = new Set(["requeued", "amended"]);

/** @param until where the curve ends: the close, or now. Null trace gives null: the order never rested. */
export function queueCurve(trace: readonly QueuePoint[], until: number): QueueCurve | null {
  const first = trace[0];
  const last = trace.at(-1);
  if (first === undefined || last === undefined) return null;
  const fromAt = first.at;
  const toAt = Math.max(until, last.at, fromAt + 1);
  const topLots = Math.max(1, ...trace.map((point) => point.aheadLots));
  const points = trace.map((point) => ({
    x: (point.at - fromAt) / (toAt - fromAt),
    y: point.aheadLots / topLots,
    point,
  }));
  return { points, path: stepPath(points), fromAt, toAt, topLots, totals: totalsOf(trace) };
}

export function totalsOf(trace: readonly QueuePoint[]): QueueTotals {
  const totals = { byTradesLots: 0, byCancelsLots: 0, byOtherLots: 0, lostPlace: 0 };
  for (const { cause, deltaLots } of trace) {
    if (LOSES_PLACE.has(cause)) totals.lostPlace += 1;
    else if (BY_TRADES.has(cause)) totals.byTradesLots += deltaLots;
    else if (cause === "cancel") totals.byCancelsLots += deltaLots;
    else if (cause === "level_gone") totals.byOtherLots += deltaLots;
  }
  return { atAcceptLots: trace[0]?.aheadLots ?? 0, nowLots: trace.at(-1)?.aheadLots ?? 0, ...totals };
}

function stepPath(points: readonly CurvePoint[]): string {
  const steps = points.map(({ x, y }, i) => `${i === 0 ? `M${fix(x)} ${fix(1 - y)}` : `H${fix(x)}V${fix(1 - y)}`}`);
  return `${steps.join("")}H1`;
}

const fix = (share: number) => Number(share.toFixed(5));

export const CAUSE_WORDS: Readonly<Record<QueueCause, string>> = {
  accepted: "joined the queue",
  trade: "traded ahead of us",
  cancel: "cancelled ahead of us",
  through: "a trade went through our price",
  level_gone: "the level vanished",
  requeued: "back of the queue after a loss of data",
  amended: "amended, place lost",
  refilled: "next part of the iceberg shown, at the back",
};
