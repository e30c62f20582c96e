import type { Fill, Markout, Order } from "./order";

/** One second: the horizon at which a fill is judged. */
const HORIZON_MICROS = 1_000_000;
const CROWD_FACTOR = 10;

export type Toxicity = Readonly<{
  /** More than ten times the median trade stood before the order when it came: it fills when the level goes. */
  isCrowded: boolean;
  /** A second later the mid had moved against us by more than half the spread of the fill. */
  isAdverse: boolean;
}>;

type ToxicInput = Readonly<{
  order: Pick<Order, "aheadAtAcceptLots" | "medianTradeLots">;
  fill: Pick<Fill, "id" | "midHalfTicks" | "spreadTicks">;
  /** Of any fills. */
  markouts: readonly Pick<Markout, "fillId" | "horizonMicros" | "bps">[];
}>;

/** A fill that came because others knew more (DOMAIN: toxic-fill flag). What is not known yet is not held against it. */
export function toxicityOf({ order, fill, markouts }: ToxicInput): Toxicity {
  const { aheadAtAcceptLots: ahead, medianTradeLots: median } = order;
  const markout = markouts.find(({ fillId, horizonMicros }) => fillId === fill.id && horizonMicros === HORIZON_MICROS);
  const { midHalfTicks: mid, spreadTicks: spread } = fill;
  // Half the spread over the mid: mid is counted in half ticks.
  const halfSpreadBps = mid === null || spread === null ? null : (spread / mid) * 1e4;
  return {
    isCrowded: ahead !== null && median !== null && ahead > CROWD_FACTOR * median,
    isAdverse: markout !== undefined && halfSpreadBps !== null && -markout.bps > halfSpreadBps,
  };
}
