import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { OrderTerms, Side } from "@/server/domain/order";
import type { Signal } from "@/server/domain/signal";
import { ticks } from "@/server/domain/ticks";
import type { StrategyContext } from "@/server/engine/strategy/strategy";
import type { Quote, QuoteSlot } from "@/server/strategies/quote";
import type { ModelSignalParams } from "./model-signal-params";
import type { Opinion } from "./opinion";
import { challengersOf } from "./words";

/** One instrument as the parts of its trader know it. */
export type Scene = Readonly<{
  index: number;
  spec: InstrumentSpec;
  params: ModelSignalParams;
  /** Linear perpetuals may be sold short, spot may not. */
  mayShort: boolean;
}>;

export const inMicros = (seconds: number): number => Math.round(seconds * 1_000_000);

/** Says what was decided on an answer, with its numbers and what the challengers said of the same bar. */
export function say(
  ctx: StrategyContext,
  { spec, index }: Scene,
  said: Readonly<{ action: Signal["action"]; text: string; opinion: Opinion | null }>,
): void {
  const { action, text, opinion } = said;
  const shadows = opinion ? challengersOf(ctx.predictions(index), opinion) : [];
  const inputs = opinion && {
    up: opinion.upPpm / 1_000_000,
    confidence: opinion.confidencePpm / 1_000_000,
    version: opinion.version,
    ageSeconds: (ctx.now() - opinion.askedAt) / 1_000_000,
    ...Object.fromEntries(shadows.map(({ name, up }) => [`${name} up`, up])),
  };
  const way = opinion && opinion.upPpm < 500_000 ? -1 : 1;
  const strength = opinion ? (way * opinion.confidencePpm) / 1_000_000 : 0;
  ctx.signal({ instrumentId: spec.id, strength, action, text, inputs: inputs ?? {} });
}

type Sending = Readonly<{
  slot: QuoteSlot;
  side: Side;
  /** Null at market. */
  limitTicks: number | null;
  sizeLots: number;
  terms?: OrderTerms;
  note: string;
}>;

export function send(ctx: StrategyContext, { spec }: Scene, sending: Sending): void {
  const { slot, side, limitTicks, sizeLots, terms = {}, note } = sending;
  const draft = {
    instrumentId: spec.id,
    side,
    type: limitTicks === null ? "market" : "limit",
    timeInForce: "GTC",
    // What it waits with may be taken at once if the market comes to it on the way: that is no worse.
    postOnly: false,
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
