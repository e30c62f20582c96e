/** What the desk's caps leave for a new position, so that a size is not asked for which the checks would refuse. */
import { clustersOf } from "@/server/domain/risk/risk-clusters";
import type { InstrumentMeasure } from "@/server/domain/risk/risk-view";
import { sectorOf } from "@/server/domain/risk/sectors";
import type { SizingDesk, SizingWish } from "./sizing-input";
import { percentText } from "./sizing-words";

export type Room = Readonly<{ name: string; atoms: bigint }>;

/** Each cap less what stands against it: what is held, and what working orders on the same side may still add. */
export function roomsFor(wish: SizingWish, desk: SizingDesk): readonly Room[] {
  const { spec, side } = wish;
  const { measures, settings } = desk;
  const { instruments, equityAtoms } = measures;
  const sector = sectorOf(spec.base, settings.sectors);
  const toward = (one: InstrumentMeasure): bigint =>
    side === "buy" ? one.exposureAtoms + one.workingBuyAtoms : one.workingSellAtoms - one.exposureAtoms;
  const own = instruments.filter(({ instrumentId }) => instrumentId === spec.id);
  const others = instruments.filter(({ instrumentId }) => instrumentId !== spec.id);
  const inSector = others.filter((one) => one.sector === sector);
  const cluster = clusterOf(wish, desk);
  const inCluster = others.filter(({ instrumentId }) => cluster.has(instrumentId));
  const room = (name: string, ppm: number, used: bigint): Room => ({
    name: `the ${percentText(ppm)} ${name} limit`,
    atoms: (equityAtoms * BigInt(ppm)) / 1_000_000n - used,
  });
  return [
    room("position", settings.positionCapPpm, sum(own.map(toward))),
    room("sector", settings.sectorCapPpm, sum(own.map(toward)) + sum(inSector.map(gross))),
    room("cluster", settings.clusterCapPpm, sum(own.map(toward)) + sum(inCluster.map(gross))),
    room("gross", settings.grossCapPpm, sum(own.map(toward)) + sum(others.map(gross))),
    room("net", settings.netCapPpm, sum(instruments.map(toward))),
  ];
}

/** Ids of what moves together with the instrument, itself among them. */
function clusterOf({ spec }: SizingWish, { instruments, facts, settings }: SizingDesk): ReadonlySet<string> {
  const members = instruments.map(({ id, base }) => ({ id, base, sector: sectorOf(base, settings.sectors) }));
  const clusters = clustersOf(members, { facts, fromPpm: settings.clusterCorrelationPpm });
  const own = clusters[members.findIndex(({ id }) => id === spec.id)];
  return new Set(members.filter((_, i) => clusters[i] === own).map(({ id }) => id));
}

/** The largest that a position can come to, without a sign, whatever of its orders fills. */
function gross({ exposureAtoms, workingBuyAtoms, workingSellAtoms }: InstrumentMeasure): bigint {
  const candidates = [exposureAtoms, exposureAtoms + workingBuyAtoms, exposureAtoms - workingSellAtoms];
  return candidates.map((value) => (value < 0n ? -value : value)).reduce((a, b) => (a > b ? a : b));
}

const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
