import { atoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import type { Micros } from "@/server/domain/micros";
import type { Order, OrderDraft, OrderOrigin, OrderRole } from "@/server/domain/order";
import { bookPicture } from "@/server/engine/book/book-picture";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

/** Who wants an order, by which command, and why in their words. */
export type Author = Readonly<{
  origin: OrderOrigin;
  commandId: string | null;
  note: string | null;
  role?: OrderRole;
  parentId?: string | null;
  linkId?: string | null;
}>;

type Decision = Readonly<{
  id: string;
  at: Micros;
  market: InstrumentMarket;
  author: Author;
  /** Whether it gets a picture of the book; yes unless said. */
  isSeen?: boolean;
}>;

/** An order at the moment of its decision, with the book as the desk sees it. */
export function pendingOrder({ id, at, market, author, isSeen = true }: Decision, draft: OrderDraft): Order {
  const { origin, commandId, note, role = "single", parentId = null, linkId = null } = author;
  const { instrumentId, side, type, timeInForce, postOnly, limitTicks, sizeLots } = draft;
  return {
    instrumentId,
    side,
    type,
    timeInForce,
    postOnly,
    limitTicks,
    sizeLots,
    id,
    terms: draft.terms ?? {},
    role,
    parentId,
    linkId,
    triggeredAt: null,
    stopTicks: draft.terms?.trigger?.ticks ?? null,
    commandId,
    origin,
    state: "PENDING",
    filledLots: lots(0),
    filledAtoms: atoms(0n),
    feeAtoms: atoms(0n),
    decidedAt: at,
    arrivesAt: null,
    acceptedAt: null,
    acknowledgedAt: null,
    closedAt: null,
    decisionMidHalfTicks: market.book.midHalfTicks(),
    arrivalMidHalfTicks: null,
    decisionBook: isSeen ? bookPicture(market.book, at) : null,
    arrivalBook: null,
    aheadAtAcceptLots: null,
    medianTradeLots: null,
    aheadLots: null,
    behindLots: null,
    reason: null,
    note,
  };
}
