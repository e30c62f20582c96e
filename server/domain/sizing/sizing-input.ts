import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Side } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { RiskMeasures } from "@/server/domain/risk/risk-view";
import type { SizingMethod } from "@/server/domain/sizing";
import type { TradeRecord } from "./trade-record";

/** The position that somebody wants to open or add to. */
export type SizingWish = Readonly<{
  spec: InstrumentSpec;
  side: Side;
  method: SizingMethod;
  /** Expected entry price. */
  priceTicks: number;
  /** Where a loss would be taken; null: where the desk would. */
  stopTicks: number | null;
  /** How strong the signal is, 0 to 1,000,000; only "signal" looks at it. */
  strengthPpm: number;
}>;

/** What the desk knows. The engine and the ticket have the same. */
export type SizingDesk = Readonly<{
  /** All that the desk trades. */
  instruments: readonly InstrumentSpec[];
  settings: RiskSettings;
  facts: MarketFacts | null;
  measures: Pick<RiskMeasures, "equityAtoms" | "instruments">;
  /** Closed trades that "kelly" goes by. */
  record: TradeRecord;
}>;
