/** What the Performance page shows of a desk over a window, as of the last commit. */
import type { PartsSum } from "@/server/analysis/attribution/grouped";
import type { Bin } from "@/server/analysis/histogram";
import type { Metric } from "@/server/analysis/metric";
import type { Drawdown } from "@/server/analysis/returns/drawdowns";
import type { YearReturn } from "@/server/analysis/returns/monthly";
import type { Period } from "@/server/analysis/returns/periods";
import type { RollingSharpe } from "@/server/analysis/returns/rolling";
import type { Figure } from "@/server/domain/performance-figures";
import type { WindowSpan } from "@/server/domain/performance-window";
import type { TripRecord } from "@/server/ports/performance-reader";
import type { CurvePoint } from "./equity-curve";

export type HonestSharpe = Readonly<{
  /** Probabilities; the deflated one is after `trials` trials. */
  probabilistic: Metric;
  deflated: Metric;
  trials: number;
  /** Periods until the probability reaches 95 %. */
  trackRecord: Metric;
  periods: number;
}>;

export type BandEnds = Readonly<
  Record<"pessimistic" | "base" | "optimistic", Readonly<{ model: string; equityAtoms: bigint }>>
>;

export type PerformanceWindow = Readonly<{
  deskId: string;
  currency: string;
  window: WindowSpan;
  /** The desk's first and last sample. */
  life: WindowSpan;
  openAtoms: bigint;
  closeAtoms: bigint;
  /** Of the last sample that has them. */
  bands: BandEnds | null;
  curve: readonly CurvePoint[];
  figures: readonly Figure[];
  /** Ratios are of whole days once there are enough of them, of whole hours before. */
  period: Period;
  deepestDrawdown: Drawdown | null;
  rolling: Readonly<{ periods: number; period: Period; points: readonly RollingSharpe[] }>;
  months: readonly YearReturn[];
  returnBins: readonly Bin[];
  tripBins: readonly Bin[];
  best: readonly TripRecord[];
  worst: readonly TripRecord[];
}>;

export const ATTRIBUTION_GROUPS = ["strategy", "instrument", "hour", "day"] as const;
export type AttributionGroup = (typeof ATTRIBUTION_GROUPS)[number];

export type AttributionRow = PartsSum & Readonly<{ key: string }>;

export type AttributionView = Readonly<{
  deskId: string;
  currency: string;
  /** Whole minutes at which positions are known; `from` is the desk's beginning where nothing came before. */
  window: WindowSpan;
  openAtoms: bigint;
  closeAtoms: bigint;
  total: PartsSum;
  /** Change of the equity less the sum of the parts: 0 or something is wrong. */
  differenceAtoms: bigint;
  groups: Readonly<Record<AttributionGroup, readonly AttributionRow[]>>;
}>;

export type AttributionAnswer =
  | Readonly<{ attribution: AttributionView; reason: null }>
  | Readonly<{ attribution: null; reason: string }>;
