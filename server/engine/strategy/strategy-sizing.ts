/** Sizes a strategy's entry by the settings in force and by what its own trades came to. */
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Side } from "@/server/domain/order";
import type { RiskMeasures } from "@/server/domain/risk/risk-view";
import { type SizingResult, sizePosition } from "@/server/domain/sizing/size-position";
import { recordOf } from "@/server/domain/sizing/trade-record";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { TradeRecords } from "@/server/engine/portfolio/trade-records";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";

export type SizeRequest = Readonly<{
  side: Side;
  /** Null: at the best price of the other side. */
  limitTicks: number | null;
  /** 0 to 1,000,000. */
  strengthPpm: number;
  /** Where its own stop would be; null: where the desk's is. */
  stopTicks: number | null;
}>;

type Deps = Readonly<{
  instruments: readonly InstrumentSpec[];
  risk: RiskTerms;
  records: TradeRecords;
  measures: () => RiskMeasures;
}>;

/** @returns null without a price to size at */
export function strategySize(
  { instruments, risk, records, measures }: Deps,
  { spec, book }: InstrumentMarket,
  { strategy, request }: Readonly<{ strategy: string; request: SizeRequest }>,
): SizingResult | null {
  const { side, limitTicks, strengthPpm, stopTicks } = request;
  const priceTicks = limitTicks ?? (side === "buy" ? book.bestAsk() : book.bestBid());
  if (!(priceTicks > 0)) return null;
  const { settings, facts } = risk;
  const method = settings.strategies[strategy]?.method ?? settings.sizing.method;
  const record = recordOf(records.all, `strategy:${strategy}`);
  const wish = { spec, side, method, priceTicks, stopTicks, strengthPpm };
  return sizePosition(wish, { instruments, settings, facts, measures: measures(), record });
}
