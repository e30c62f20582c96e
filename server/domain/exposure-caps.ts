/**
 * What caps on several instruments together come to once an order is out, whatever of the working orders fills.
 * The engine refuses by it and the ticket warns by it. Pure.
 */
import { type Exposure, grossAtoms } from "./exposure";
import type { Side } from "./order";
import type { RiskSettings } from "./risk-settings";
import type { Sector } from "./sectors";

/** One instrument of the desk that something is held of, or works in; and the one that the order is for. */
export type Stake = Exposure &
  Readonly<{
    instrumentId: string;
    base: string;
    sector: Sector;
    /** Of instruments that move together the same number. */
    cluster: number;
    /** Something is held, or an order works that would open it. */
    isOpen: boolean;
  }>;

export type Addition = Readonly<{ instrumentId: string; side: Side; atoms: bigint }>;

export type CapRule = "sector_cap" | "gross_cap" | "net_cap" | "cluster_cap";

export type CapInput = Readonly<{
  stakes: readonly Stake[];
  /** Its instrument is among the stakes. */
  addition: Addition;
  settings: RiskSettings;
  equityAtoms: bigint;
}>;

export type CapValue = Readonly<{
  /** What is capped: "L1", "BTC, ETH". */
  name: string;
  limitPpm: number;
  limitAtoms: bigint;
  valueAtoms: bigint;
  /** Beyond the cap, and further than without the order: what does not add is never refused. */
  isPassed: boolean;
}>;

export function capValue(rule: CapRule, input: CapInput): CapValue {
  const { settings, equityAtoms } = input;
  const { limitPpm, name, beforeAtoms, valueAtoms } = MEASURES[rule](input, settings);
  const limitAtoms = (equityAtoms * BigInt(limitPpm)) / 1_000_000n;
  const isPassed = valueAtoms > limitAtoms && valueAtoms > beforeAtoms;
  return { name, limitPpm, limitAtoms, valueAtoms, isPassed };
}

type Measured = Readonly<{ name: string; limitPpm: number; beforeAtoms: bigint; valueAtoms: bigint }>;

const MEASURES: Readonly<Record<CapRule, (input: CapInput, settings: RiskSettings) => Measured>> = {
  sector_cap: (input, { sectorCapPpm }) => {
    const { sector } = ownOf(input);
    return { name: sector, limitPpm: sectorCapPpm, ...grossOf(input, (stake) => stake.sector === sector) };
  },
  gross_cap: (input, { grossCapPpm }) => ({ name: "", limitPpm: grossCapPpm, ...grossOf(input, () => true) }),
  net_cap: (input, { netCapPpm }) => ({ name: "", limitPpm: netCapPpm, ...netOf(input) }),
  cluster_cap: (input, { clusterCapPpm }) => {
    const { cluster } = ownOf(input);
    const isTogether = (stake: Stake) => stake.cluster === cluster;
    const bases = new Set(input.stakes.filter((stake) => isTogether(stake) && stake.isOpen).map(({ base }) => base));
    const name = [...bases.add(ownOf(input).base)].toSorted().join(", ");
    return { name, limitPpm: clusterCapPpm, ...grossOf(input, isTogether) };
  },
};

const ownOf = ({ stakes, addition }: CapInput): Stake =>
  stakes.find(({ instrumentId }) => instrumentId === addition.instrumentId) as Stake;

function grossOf({ stakes, addition }: CapInput, isMeant: (stake: Stake) => boolean) {
  let [beforeAtoms, valueAtoms] = [0n, 0n];
  for (const stake of stakes) {
    if (!isMeant(stake)) continue;
    const before = grossAtoms(stake);
    beforeAtoms += before;
    valueAtoms += stake.instrumentId === addition.instrumentId ? grossAtoms(withAddition(stake, addition)) : before;
  }
  return { beforeAtoms, valueAtoms };
}

/** Of one instrument, once the order is out. */
export const withAddition = (stake: Exposure, { side, atoms }: Pick<Addition, "side" | "atoms">): Exposure => ({
  heldAtoms: stake.heldAtoms,
  buyAtoms: stake.buyAtoms + (side === "buy" ? atoms : 0n),
  sellAtoms: stake.sellAtoms + (side === "sell" ? atoms : 0n),
});

/** Towards the side of the order: if all that works on it fills. */
function netOf({ stakes, addition: { side, atoms } }: CapInput) {
  let towards = 0n;
  for (const { heldAtoms, buyAtoms, sellAtoms } of stakes) {
    towards += side === "buy" ? heldAtoms + buyAtoms : sellAtoms - heldAtoms;
  }
  return { beforeAtoms: towards, valueAtoms: towards + atoms };
}

/** In words: "L1 would be worth {value}, more than 40 % of equity". */
export function capText(rule: CapRule, { name, limitPpm }: CapValue, value: string): string {
  const share = `more than ${limitPpm / 10_000} % of equity`;
  if (rule === "gross_cap") return `all positions together would be worth ${value}, ${share}`;
  if (rule === "net_cap") return `long less short would come to ${value}, ${share}`;
  if (rule === "sector_cap") return `${name} would be worth ${value}, ${share}`;
  return name.includes(", ")
    ? `${name}, which move together, would be worth ${value}, ${share}`
    : `${name} and what moves with it would be worth ${value}, ${share}`;
}

/** Instruments open once the order is out. */
export const openAfter = ({ stakes, addition }: Pick<CapInput, "stakes" | "addition">): number =>
  stakes.filter(({ isOpen, instrumentId }) => isOpen || instrumentId === addition.instrumentId).length;
