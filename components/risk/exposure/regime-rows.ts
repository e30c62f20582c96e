/** Where each instrument's volatility stands within its own past. */
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketRegime } from "@/server/domain/risk/market-facts";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { VolatilityRegime } from "@/server/domain/sizing";

export type RegimeRow = Readonly<{
  id: string;
  name: string;
  /** Realised volatility of 5 minutes, ppm. */
  nowPpm: number | null;
  regime: VolatilityRegime | null;
  market: MarketRegime | null;
  /** What is left of a size in this regime, ppm. */
  leftPpm: number | null;
  marks: Readonly<{ p25: number; p75: number; p95: number; median: number; breaker: number }> | null;
  /** Right end of the scale, ppm. */
  reach: number;
  /** Why there are no marks. */
  missing: string | null;
}>;

export function regimeRows(
  { measures, facts, settings }: RiskView,
  instruments: readonly InstrumentSpec[],
): readonly RegimeRow[] {
  return measures.instruments.map(({ instrumentId, volatilityPpm, volatilityRegime }) => {
    const spec = instruments.find(({ id }) => id === instrumentId);
    const known = facts?.instruments.find((one) => one.instrumentId === instrumentId);
    const past = known?.volatility ?? null;
    const marks = past && {
      p25: past.p25Ppm,
      p75: past.p75Ppm,
      p95: past.p95Ppm,
      median: past.median24hPpm,
      breaker: Math.round((past.median24hPpm * settings.volatilityFactorMilli) / 1_000),
    };
    return {
      id: instrumentId,
      name: spec === undefined ? instrumentId : displaySymbol(spec),
      nowPpm: volatilityPpm,
      regime: volatilityRegime,
      market: known?.regime ?? null,
      leftPpm: volatilityRegime === null ? null : settings.sizing.regimePpm[volatilityRegime],
      marks,
      reach: Math.max((marks?.p95 ?? 0) * 1.25, (marks?.breaker ?? 0) * 1.08, (volatilityPpm ?? 0) * 1.1, 1),
      missing: past === null ? missingText(known?.hours ?? null) : null,
    };
  });
}

const missingText = (hours: number | null): string =>
  hours === null ? "The hourly job has not told of it yet." : `${hours} h of history; its percentiles need a day.`;
