/** What is held and what working orders may add, by instrument, by sector and by direction. */
import { groupBy } from "@/components/ui/group-by";
import { displaySymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { absolute } from "@/server/domain/risk/exposure";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { InstrumentMeasure, RiskMeasures } from "@/server/domain/risk/risk-view";
import { sectorOf } from "@/server/domain/risk/sectors";

/** Shares of the equity, all positive; `long` and `short` are held, the others may still come. */
export type ExposureRow = Readonly<{
  id: string;
  name: string;
  long: number;
  short: number;
  workingBuy: number;
  workingSell: number;
  /** Long less short, in atoms. */
  netAtoms: bigint;
  /** Where it is capped, share of the equity; null where no cap is for it alone. */
  cap: number | null;
}>;

export type ExposureView = Readonly<{
  instruments: readonly ExposureRow[];
  sectors: readonly ExposureRow[];
  total: ExposureRow;
  /** Share of the equity that the widest bar or cap reaches; at least a little, so that nothing divides by zero. */
  reach: number;
}>;

const PPM = 1_000_000;
/** Least reach of the scale. */
const REACH_MIN = 0.05;

export function exposureView(
  { measures, settings }: Readonly<{ measures: RiskMeasures; settings: RiskSettings }>,
  instruments: readonly InstrumentSpec[],
): ExposureView {
  const share = shareOf(measures.equityAtoms);
  const specs = new Map(instruments.map((spec) => [spec.id, spec]));
  const sector = ({ instrumentId }: InstrumentMeasure) =>
    sectorOf(specs.get(instrumentId)?.base ?? "", settings.sectors);
  const sum = (id: string, name: string, cap: number | null) => (all: readonly InstrumentMeasure[]) =>
    rowOf({ id, name, cap, all, share });
  const rows = measures.instruments.map((measure) => {
    const spec = specs.get(measure.instrumentId);
    const name = spec === undefined ? measure.instrumentId : displaySymbol(spec);
    return sum(measure.instrumentId, name, settings.positionCapPpm / PPM)([measure]);
  });
  const sectors = groupBy(measures.instruments, sector).map(([name, all]) =>
    sum(name, name, settings.sectorCapPpm / PPM)(all),
  );
  const total = sum("desk", "All", settings.grossCapPpm / PPM)(measures.instruments);
  const widest = [...rows, ...sectors].flatMap((row) => [row.long + row.workingBuy, row.short + row.workingSell]);
  const caps = [settings.positionCapPpm, settings.sectorCapPpm].map((ppm) => ppm / PPM);
  return {
    instruments: rows.toSorted(bySize),
    sectors: sectors.toSorted(bySize),
    total,
    reach: Math.max(REACH_MIN, ...widest, ...caps),
  };
}

const bySize = (a: ExposureRow, b: ExposureRow): number => sizeOf(b) - sizeOf(a) || a.name.localeCompare(b.name);
const sizeOf = ({ long, short, workingBuy, workingSell }: ExposureRow) => long + short + workingBuy + workingSell;

/** For the picture: a ratio in floating point. With debts instead of equity nothing is a share of it. */
const shareOf =
  (equityAtoms: bigint) =>
  (atoms: bigint): number =>
    equityAtoms <= 0n ? 0 : Number((atoms * 1_000_000_000n) / equityAtoms) / 1e9;

type RowInput = Readonly<{
  id: string;
  name: string;
  cap: number | null;
  all: readonly InstrumentMeasure[];
  share: (atoms: bigint) => number;
}>;

function rowOf({ id, name, cap, all, share }: RowInput): ExposureRow {
  const total = (pick: (measure: InstrumentMeasure) => bigint) => all.reduce((sum, one) => sum + pick(one), 0n);
  return {
    id,
    name,
    cap,
    long: share(total(({ exposureAtoms: e }) => (e > 0n ? e : 0n))),
    short: share(total(({ exposureAtoms: e }) => (e < 0n ? absolute(e) : 0n))),
    workingBuy: share(total(({ workingBuyAtoms }) => workingBuyAtoms)),
    workingSell: share(total(({ workingSellAtoms }) => workingSellAtoms)),
    netAtoms: total(({ exposureAtoms }) => exposureAtoms),
  };
}
