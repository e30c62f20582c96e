/** Sentences of an order's file. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type Fill, isConditional, type Order, type OrderDraft } from "@/server/domain/order";
import { priceText, sizeText } from "@/server/engine/risk/reason";
import { utcText } from "@/server/engine/risk/utc-text";
import type { ReportBody } from "@/server/engine/venue/requests";

type Arrived = Extract<ReportBody, { kind: "arrived" }>;
type Triggered = Extract<ReportBody, { kind: "triggered" }>;
type Wanted = Readonly<{ limitTicks: number | null; sizeLots: number | null }>;

export function sentText(spec: InstrumentSpec, draft: OrderDraft): string {
  const { type, limitTicks, timeInForce, postOnly, terms } = draft;
  const price = limitTicks === null ? "at market" : `at ${priceText(spec, limitTicks)}`;
  const waits = isConditional(type) ? ` once ${conditionText(spec, draft)}` : "";
  const said = [
    timeInForce === "GTD" && terms?.expiresAt ? `until ${utcText(terms.expiresAt)}` : timeInForce,
    postOnly && (terms?.postOnlySlide ? "post-only, sliding" : "post-only"),
    terms?.reduceOnly && "reduce-only",
    terms?.displayLots !== undefined && `showing ${sizeText(spec, terms.displayLots)}`,
  ].filter(Boolean);
  return `sent: ${draft.side} ${sizeText(spec, draft.sizeLots)} ${price}${waits} (${said.join(", ")})`;
}

export const takenOverText = (spec: InstrumentSpec, { side, sizeLots }: OrderDraft): string =>
  `the venue closes the position: ${side} ${sizeText(spec, sizeLots)} at market`;
/** "the last price falls to 99.50", "the mark price has come 1 % from its best" */
function conditionText(
  spec: InstrumentSpec,
  { type, side, terms }: Pick<OrderDraft, "type" | "side" | "terms">,
): string {
  const { trigger, trail } = terms ?? {};
  const what = (trail?.by ?? trigger?.by) === "mark" ? "the mark price" : "the last price";
  if (trail) {
    const { distance, activationTicks } = trail;
    const far = "ticks" in distance ? priceText(spec, distance.ticks) : `${distance.ppm / 10_000} %`;
    const from = activationTicks === null ? "" : ` after ${priceText(spec, activationTicks)}`;
    return `${what} has come ${far} from its best${from}`;
  }
  const falls = (type === "stop" || type === "stop_limit") === (side === "sell");
  return `${what} ${falls ? "falls" : "rises"} to ${trigger ? priceText(spec, trigger.ticks) : "its trigger"}`;
}

/** What the venue said on its arrival. */
export function arrivedText(spec: InstrumentSpec, order: Order, body: Arrived): string {
  const { place, waits, slidTicks, stopTicks } = body;
  if (waits) {
    const stands = order.terms.trail && stopTicks !== null ? `, now at ${priceText(spec, stopTicks)}` : "";
    return `accepted, waits until ${conditionText(spec, order)}${stands}`;
  }
  if (!place) return "reached the venue";
  const slid = slidTicks === null ? "" : `, put at ${priceText(spec, slidTicks)} so as not to take`;
  return `${acceptedText(spec, place.aheadLots)}${slid}`;
}

export const triggeredText = (spec: InstrumentSpec, { stopTicks, priceTicks }: Triggered): string =>
  `triggered at ${priceText(spec, Math.round(priceTicks))}, its trigger was ${priceText(spec, stopTicks)}`;

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
