/** Reduce-only orders at the venue: never larger than the position as it is there. */
import { SIDE } from "@/server/domain/market-block";
import type { Reason } from "@/server/domain/order";
import { reducibleLots } from "@/server/domain/reducible";
import { reason, sizeText } from "@/server/engine/risk/reason";
import { end, type Moment, reportSize, type Venue } from "./venue";
import type { VenueOrder } from "./venue-order";

/** Most that the order may still fill. */
export const leftToReduce = ({ positionLots }: Venue, { side }: VenueOrder): number =>
  reducibleLots(positionLots(), side === SIDE.buy ? "buy" : "sell");

/** After the position has changed: those that are larger shrink to it, and end when nothing is left to close. */
export function holdToPosition(venue: Venue, moment: Moment): void {
  const { resting, waiting } = venue;
  for (const orders of [resting.side(0), resting.side(1), waiting.all()]) {
    if (orders.some((order) => isTooLarge(venue, order))) {
      for (const order of orders.filter((one) => isTooLarge(venue, one))) hold(venue, order, moment);
    }
  }
}

const isTooLarge = (venue: Venue, order: VenueOrder): boolean =>
  order.reduceOnly && order.leftLots > leftToReduce(venue, order);

function hold(venue: Venue, order: VenueOrder, moment: Moment): void {
  const leftLots = leftToReduce(venue, order);
  const why = cutReason(venue, order);
  if (leftLots === 0) return end(venue, order, { state: "CANCELLED", reason: why, moment });
  order.leftLots = leftLots;
  reportSize(venue, order, { why, moment });
}

/** Why a reduce-only order that wants more than it can close is cut, or refused. */
export function cutReason(venue: Venue, order: VenueOrder): Reason {
  const { spec } = venue.market;
  const most = leftToReduce(venue, order);
  const [limit, value] = [sizeText(spec, most), sizeText(spec, order.leftLots)];
  const text = most === 0 ? "reduce-only: nothing is left to close" : `reduce-only: ${limit} is left to close`;
  return reason("reduce_only", text, { limit, value, distance: sizeText(spec, order.leftLots - most) });
}
