/** The correlation matrix as the page shows it: instruments of one cluster beside one another, every cell with its words. */
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { clustersOf } from "@/server/domain/risk/risk-clusters";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { sectorOf } from "@/server/domain/risk/sectors";

export type CorrelationCell = Readonly<{
  /** −1 to 1; null when it is not known. */
  value: number | null;
  /** Hours that it was reckoned from. */
  bars: number | null;
  /** Not known, and counted as 1 because both are of one sector or one asset. */
  isAssumed: boolean;
  /** At or beyond the number from which instruments count as moving together. */
  isTogether: boolean;
  text: string;
}>;

export type CorrelationRow = Readonly<{ id: string; name: string; cluster: number; cells: readonly CorrelationCell[] }>;

type Input = Readonly<{ facts: MarketFacts | null; settings: RiskSettings; instruments: readonly InstrumentSpec[] }>;

export function correlationRows({ facts, settings, instruments }: Input): readonly CorrelationRow[] {
  const members = instruments.map((spec) => ({
    id: spec.id,
    base: spec.base,
    sector: sectorOf(spec.base, settings.sectors),
    name: displaySymbol(spec),
  }));
  const roots = clustersOf(members, { facts, fromPpm: settings.clusterCorrelationPpm });
  const order = members
    .map((member, i) => ({ ...member, cluster: roots[i] ?? i, i }))
    .toSorted((a, b) => a.cluster - b.cluster || a.i - b.i);
  const known = new Map((facts?.correlations ?? []).map((pair) => [keyOf(pair.a, pair.b), pair]));
  return order.map((a) => ({
    id: a.id,
    name: a.name,
    cluster: a.cluster,
    cells: order.map((b) => {
      if (a.id === b.id) return SELF;
      const told = known.get(keyOf(a.id, b.id));
      const isAssumed = a.base === b.base || (told === undefined && a.sector === b.sector);
      const ppm = told?.ppm ?? (isAssumed ? 1_000_000 : null);
      return {
        value: ppm === null ? null : ppm / 1e6,
        bars: told?.bars ?? null,
        isAssumed: told === undefined && isAssumed,
        isTogether: ppm !== null && (a.base === b.base || ppm >= settings.clusterCorrelationPpm),
        text: `${a.name} and ${b.name}: ${wordsOf(told, isAssumed)}`,
      };
    }),
  }));
}

const SELF: CorrelationCell = { value: 1, bars: null, isAssumed: false, isTogether: false, text: "" };

const keyOf = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

function wordsOf(told: Readonly<{ ppm: number; bars: number }> | undefined, isAssumed: boolean): string {
  if (told !== undefined) return `${valueText(told.ppm / 1e6)} over ${told.bars} hours`;
  return isAssumed ? "too little history; counted as 1" : "not known";
}

/** `0.87`, `−0.12`. */
export const valueText = (value: number): string => value.toFixed(2).replace("-", "−");
