/**
 * What a command by hand means in an outer lane of a band, whose orders and position differ from those that
 * the person saw (docs/engine.md, "Bands").
 */
import type { CommandBody, DeskCommand } from "@/server/domain/command";
import { type Lots, lots } from "@/server/domain/lots";
import type { Order, OrderDraft, Side } from "@/server/domain/order";
import type { Parts } from "./parts";

/** Gives the command to an outer lane. `base` must not have applied it yet. */
export function follow(lane: Parts, base: Parts, { id, body }: DeskCommand): void {
  if (body.kind === "setRisk") {
    // The desk has one set of numbers: what its base lane refuses holds in none, what it takes holds in all.
    if (base.risk.refusalOf(body) === null) lane.risk.apply({ ...body, commandId: id });
    return;
  }
  if (body.kind === "setTradingState") {
    // Nor has it two wishes of one person: a lane's own breakers keep it back all the same.
    if (base.control.stateRefusal(body.state) === null) lane.control.setTradingState(body.state, id, body.why);
    return;
  }
  const own = translated(lane, base, body);
  if (own === null) lane.tally.skipped();
  else lane.commands.run(own, id);
}

/** Null when it means nothing here. */
function translated(lane: Parts, base: Parts, body: CommandBody): CommandBody | null {
  if (body.kind === "submit") {
    const order = draftIn(lane, base, body.order);
    return order && { ...body, order };
  }
  if (body.kind === "submitOco") {
    const [first, second] = body.orders;
    const orders = [draftIn(lane, base, first), draftIn(lane, base, second)] as const;
    return orders[0] && orders[1] ? { ...body, orders: [orders[0], orders[1]] } : null;
  }
  if (body.kind === "startParent") return parentIn(lane, base, body);
  if (body.kind === "cancelParent") return cancelParentIn(lane, base, body);
  if (body.kind === "cancel") {
    const order = counterpart(lane, base, body.orderId);
    return order && { ...body, orderId: order.id };
  }
  return body.kind === "amend" ? amendIn(lane, base, body) : body;
}

function parentIn(lane: Parts, base: Parts, body: Extract<CommandBody, { kind: "startParent" }>): CommandBody | null {
  const { parent } = body;
  const size = sizeIn(lane, base, parent);
  if (size === parent.sizeLots) return body;
  const sizeLots = lots(size);
  const displayLots = parent.displayLots === null ? null : lots(Math.min(parent.displayLots, sizeLots));
  return sizeLots === 0 ? null : { ...body, parent: { ...parent, sizeLots, displayLots } };
}

/** The parent of this lane that the same command started; without a command the one of the same strategy and moment. */
function cancelParentIn(
  lane: Parts,
  base: Parts,
  body: Extract<CommandBody, { kind: "cancelParent" }>,
): CommandBody | null {
  const there = base.parents.views().find(({ id }) => id === body.parentId);
  const own = lane.parents
    .views()
    .find(
      ({ state, origin, commandId, decidedAt }) =>
        state === "ACTIVE" &&
        origin === there?.origin &&
        commandId === there.commandId &&
        (commandId !== null || decidedAt === there.decidedAt),
    );
  return own ? { ...body, parentId: own.id } : null;
}

function draftIn(lane: Parts, base: Parts, draft: OrderDraft): OrderDraft | null {
  const sizeLots = sizeIn(lane, base, draft);
  if (sizeLots === draft.sizeLots) return draft;
  if (sizeLots === 0) return null;
  const { displayLots } = draft.terms ?? {};
  const terms =
    displayLots === undefined ? draft.terms : { ...draft.terms, displayLots: lots(Math.min(displayLots, sizeLots)) };
  return { ...draft, sizeLots: lots(sizeLots), ...(terms ? { terms } : {}) };
}

type Sized = Readonly<{ instrumentId: string; side: Side; sizeLots: Lots }>;

/**
 * The part that closes the base's position closes the same share of this lane's own, all if all, rounded
 * down to lots but at least 1 if any is held; what goes beyond the position stays what it was. 0: nothing.
 */
function sizeIn(lane: Parts, base: Parts, { instrumentId, side, sizeLots }: Sized): number {
  const instrument = base.markets.findIndex(({ spec }) => spec.id === instrumentId);
  // A size that is no whole number is for the checks to refuse.
  if (instrument < 0 || !Number.isSafeInteger(sizeLots)) return sizeLots;
  const sign = side === "sell" ? 1 : -1;
  const baseLots = Math.max(sign * base.portfolio.heldLots(instrument), 0);
  const closing = Math.min(sizeLots, baseLots);
  if (closing <= 0) return sizeLots;
  const ownLots = Math.max(sign * lane.portfolio.heldLots(instrument), 0);
  return Math.min(shareOf(ownLots, closing, baseLots) + (sizeLots - closing), Number.MAX_SAFE_INTEGER);
}

/** whole × part / of, exact, rounded down, at least 1 of anything. At most what a size can be: absurd ones are for the checks to refuse. */
function shareOf(whole: number, part: number, of: number): number {
  if (whole === 0) return 0;
  const share = Number((BigInt(whole) * BigInt(part)) / BigInt(of));
  return Math.min(Math.max(share, 1), Number.MAX_SAFE_INTEGER);
}

type Amend = Extract<CommandBody, { kind: "amend" }>;

/** A new size keeps the proportion of the two orders; one that this lane has filled already closes its order. */
function amendIn(lane: Parts, base: Parts, body: Amend): CommandBody | null {
  const there = base.orders.find(body.orderId)?.order;
  const order = counterpart(lane, base, body.orderId);
  if (!there || !order) return null;
  const { sizeLots } = body;
  if (sizeLots === null || !Number.isSafeInteger(sizeLots) || sizeLots <= 0) return { ...body, orderId: order.id };
  const own = lots(shareOf(order.sizeLots, sizeLots, there.sizeLots));
  if (own <= order.filledLots) return { kind: "cancel", orderId: order.id };
  return { ...body, orderId: order.id, sizeLots: own };
}

/**
 * The working order of this lane that the same command made, in the same role; without a command the one that the
 * same strategy decided at the same moment. Null when there is none, or none any more.
 */
function counterpart(lane: Parts, base: Parts, orderId: string): Order | null {
  const there = base.orders.find(orderId)?.order;
  if (!there) return null;
  for (const { order } of lane.orders.all()) if (isSame(order, there)) return order;
  return null;
}

const isSame = (order: Order, there: Order): boolean =>
  order.instrumentId === there.instrumentId &&
  order.origin === there.origin &&
  order.side === there.side &&
  order.type === there.type &&
  order.role === there.role &&
  (there.commandId === null ? order.decidedAt === there.decidedAt : order.commandId === there.commandId);
