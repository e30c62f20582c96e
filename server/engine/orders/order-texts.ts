/** Sentences of an order's file. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill, Order, OrderDraft } from "@/server/domain/order";
import { priceText, sizeText } from "@/server/engine/risk/reason";

type Wanted = Readonly<{ limitTicks: number | null; sizeLots: number | null }>;

export function sentText(spec: InstrumentSpec, draft: OrderDraft): string {
  const price = draft.limitTicks === null ? "at market" : `at ${priceText(spec, draft.limitTicks)}`;
  const terms = [draft.timeInForce, draft.postOnly ? "post-only" : null].filter(Boolean).join(", ");
  return `sent: ${draft.side} ${sizeText(spec, draft.sizeLots)} ${price} (${terms})`;
}

export const takenOverText = (spec: InstrumentSpec, { side, sizeLots }: OrderDraft): string =>
  `the venue closes the position: ${side} ${sizeText(spec, sizeLots)} at market`;

export const acceptedText = (spec: InstrumentSpec, aheadLots: number): string =>
  `accepted, ${sizeText(spec, aheadLots)} ahead in the queue`;

export const filledText = (spec: InstrumentSpec, fill: Fill): string =>
  `filled ${sizeText(spec, fill.sizeLots)} at ${priceText(spec, fill.priceTicks)}`;

export function amendText(spec: InstrumentSpec, { limitTicks, sizeLots }: Wanted): string {
  const parts = [
    limitTicks === null ? null : `price ${priceText(spec, limitTicks)}`,
    sizeLots === null ? null : `size ${sizeText(spec, sizeLots)}`,
  ].filter(Boolean);
  return parts.join(", ");
}

export const closedText = (order: Pick<Order, "state">, why: string): string => `${order.state.toLowerCase()}: ${why}`;
