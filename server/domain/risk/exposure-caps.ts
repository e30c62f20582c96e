/**
 * What caps on several instruments together come to once an order is out, whatever of the working orders fills.
 * The engine refuses by it and the ticket warns by it. Pure.
 */

import type { Side } from "@/server/domain/order";
import { type Exposure, grossAtoms } from "./exposure";
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
  limitPpm: number;
  limitAtoms: bigint;
  valueAtoms: bigint;
  /** Beyond the cap, and further than without the order: what does not add is never refused. */
  isPassed: boolean;
}>;

export function capValue(rule: CapRule, input: CapInput): CapValue {
  const limitPpm = input.settings[KEY[rule]];
  const { beforeAtoms, valueAtoms } = rule === "net_cap" ? netOf(input) : grossOf(input, memberOf(rule, ownOf(input)));
  const limitAtoms = (input.equityAtoms * BigInt(limitPpm)) / 1_000_000n;
  const isPassed = valueAtoms > limitAtoms && valueAtoms > beforeAtoms;
  return { limitPpm, limitAtoms, valueAtoms, isPassed };
}

const KEY = {
  sector_cap: "sectorCapPpm",
  cluster_cap: "clusterCapPpm",
  gross_cap: "grossCapPpm",
  net_cap: "netCapPpm",
} as const;

/** What is added up with the order's instrument. */
function memberOf(rule: CapRule, { sector, cluster }: Stake): (stake: Stake) => boolean {
  if (rule === "sector_cap") return (stake) => stake.sector === sector;
  return rule === "cluster_cap" ? (stake) => stake.cluster === cluster : () => true;
}

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
export function capText(rule: CapRule, input: CapInput, value: string): string {
  const share = `more than ${input.settings[KEY[rule]] / 10_000} % of equity`;
  if (rule === "gross_cap") return `all positions together would be worth ${value}, ${share}`;
  if (rule === "net_cap") return `long less short would come to ${value}, ${share}`;
  const own = ownOf(input);
  if (rule === "sector_cap") return `${own.sector} would be worth ${value}, ${share}`;
  const isTogether = memberOf(rule, own);
  const open = input.stakes.filter((stake) => isTogether(stake) && stake.isOpen).map(({ base }) => base);
  const bases = [...new Set([...open, own.base])].toSorted();
  return bases.length > 1
    ? `${bases.join(", ")}, which move together, would be worth ${value}, ${share}`
    : `${own.base} and what moves with it would be worth ${value}, ${share}`;
}

/** Instruments open once the order is out. */
export const openAfter = ({ stakes, addition }: Pick<CapInput, "stakes" | "addition">): number =>
  stakes.filter(({ isOpen, instrumentId }) => isOpen || instrumentId === addition.instrumentId).length;
