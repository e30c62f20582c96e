import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { OrderTerms, Side } from "@/server/domain/order";
import type { Signal } from "@/server/domain/signal";
import { ticks } from "@/server/domain/ticks";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import type { Quote, QuoteSlot } from "@/server/strategies/quote";
import type { Holding } from "./holding";
import type { OrderFlowParams } from "./order-flow-params";
import type { Readings } from "./readings";
import { FULL_AT } from "./size";

const SECOND = 1_000_000;

/** What entry and exit of one instrument share. */
export type Scene = Readonly<{
  index: number;
  spec: InstrumentSpec;
  params: OrderFlowParams;
  readings: Readings;
  holding: Holding;
}>;

export const inMicros = (seconds: number): number => Math.round(seconds * SECOND);

/** @param strength  left out: how far the 10 s order flow has gone, −1 to +1 */
export function say(
  ctx: StrategyContext,
  { spec, readings, params }: Scene,
  said: Readonly<{ action: Signal["action"]; text: string; strength?: number }>,
): void {
  const flow = Math.min(1, Math.max(-1, readings.slowFlow / (FULL_AT * params.slowFlowMin)));
  const strength = said.strength ?? (Number.isNaN(flow) ? 0 : flow);
  const inputs = readings.inputs(ctx.now());
  ctx.signal({ instrumentId: spec.id, strength, action: said.action, text: said.text, inputs });
}

/** Sends one order, post-only at a price or at market, and remembers it in its slot. */
export function send(
  ctx: StrategyContext,
  { spec }: Scene,
  order: Readonly<{
    slot: QuoteSlot;
    side: Side;
    limitTicks: number | null;
    sizeLots: number;
    terms?: OrderTerms;
    note: string;
  }>,
): void {
  const { slot, side, limitTicks, sizeLots, terms = {}, note } = order;
  const draft = {
    instrumentId: spec.id,
    side,
    type: limitTicks === null ? "market" : "limit",
    timeInForce: "GTC",
    postOnly: limitTicks !== null,
    limitTicks: limitTicks === null ? null : ticks(limitTicks),
    sizeLots: lots(sizeLots),
    terms,
  } as const;
  const orderId = ctx.submit(draft, note);
  slot.quote = { orderId, limitTicks, sizeLots, sentAt: ctx.now(), isCancelling: false };
}

export function takeBack(ctx: StrategyContext, quote: Quote, note: string): void {
  if (quote.isCancelling) return;
  quote.isCancelling = true;
  ctx.cancel(quote.orderId, note);
}
