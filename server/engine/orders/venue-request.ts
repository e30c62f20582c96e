import { SIDE } from "@/server/domain/market-block";
import type { Order } from "@/server/domain/order";
import type { NewOrder, VenueLink } from "@/server/engine/venue/requests";

type Extras = Readonly<{
  budgetAtoms: bigint | null;
  /** What a fill does to the others of its link. */
  linkMode: VenueLink["mode"];
}>;

/** An order as it is sent to the venue. A bracket is not: the desk sends its exits itself. */
export function toVenue(order: Order, { budgetAtoms, linkMode }: Extras): NewOrder {
  const { id, side, type, timeInForce, postOnly, limitTicks, sizeLots, terms, linkId } = order;
  return {
    id,
    side: SIDE[side],
    type,
    timeInForce,
    postOnly,
    limitTicks,
    sizeLots,
    budgetAtoms,
    slides: terms.postOnlySlide ?? false,
    reduceOnly: terms.reduceOnly ?? false,
    displayLots: terms.displayLots ?? null,
    expiresAt: terms.expiresAt ?? null,
    trigger: terms.trigger ?? null,
    trail: terms.trail ?? null,
    link: linkId === null ? null : { id: linkId, mode: linkMode },
  };
}
