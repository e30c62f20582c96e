/** Would the desk take a new position of a strategy now? Asked with the smallest order that the venue takes. */
import { ceilDiv } from "@/server/domain/contract-math";
import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { OrderDraft, Side } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";

export type EntryIntent = Readonly<{ side: Side; confidencePpm: number }>;

/** A limit order at the best price of its own side; null without one. */
export function probeDraft({ spec, book }: InstrumentMarket, { side, confidencePpm }: EntryIntent): OrderDraft | null {
  const priceTicks = side === "buy" ? book.bestBid() : book.bestAsk();
  if (!(priceTicks > 0)) return null;
  return {
    instrumentId: spec.id,
    side,
    type: "limit",
    timeInForce: "GTC",
    postOnly: false,
    limitTicks: ticks(priceTicks),
    sizeLots: lots(leastLots(spec, priceTicks)),
    terms: { confidencePpm },
  };
}

function leastLots(spec: InstrumentSpec, priceTicks: number): number {
  const { contract, minNotionalAtoms } = spec;
  const exact =
    contract?.kind === "inverse"
      ? ceilDiv(minNotionalAtoms * BigInt(priceTicks), contract.inverseAtoms)
      : ceilDiv(minNotionalAtoms, notionalAtoms(spec, priceTicks, 1));
  return exact > 1n ? Number(exact) : 1;
}
