/** The measures that have caps, each by its own obvious definition. */

import type { ReasonRule } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskKey, RiskSettings } from "@/server/domain/risk/risk-settings";
import { sectorOf } from "@/server/domain/risk/sectors";
import type { Account } from "./account";
import { larger, NOTHING, plus, type Towards, towards } from "./exposure";
import type { Marks, Range } from "./marks";
import type { Working } from "./working";

export type Ground = Readonly<{
  account: Account;
  marks: Marks;
  settings: RiskSettings;
  facts: MarketFacts | null;
  working: readonly Working[];
}>;

/** Of the candidate's instrument and side. */
export type Subject = Readonly<{ instrument: number; side: "buy" | "sell" }>;

/** Null while something in it has no mark. */
type Measure = (ground: Ground, subject: Subject) => Range | null;

/** By the rule that refuses for it. */
export const CAPS: readonly Readonly<{ rule: ReasonRule; key: RiskKey; measure: Measure }>[] = [
  { rule: "position_cap", key: "positionCapPpm", measure: position },
  { rule: "sector_cap", key: "sectorCapPpm", measure: sector },
  { rule: "gross_cap", key: "grossCapPpm", measure: (ground) => gross(ground, () => true) },
  { rule: "net_cap", key: "netCapPpm", measure: net },
  { rule: "cluster_cap", key: "clusterCapPpm", measure: cluster },
];

function position(ground: Ground, { instrument, side }: Subject): Range | null {
  const sides = towards(ground, instrument);
  return sides && (side === "buy" ? sides.long : sides.short);
}

/** Long and short of each added up; of one instrument the larger side. */
function gross(ground: Ground, isIn: (instrument: number) => boolean): Range | null {
  return total(ground, isIn, ({ long, short }) => larger(larger(long, short), NOTHING));
}

function net(ground: Ground, { side }: Subject): Range | null {
  return total(
    ground,
    () => true,
    ({ long, short }, instrument) => {
      if (side === "buy") return long;
      const isSpot = ground.account.specs[instrument]?.contract === null;
      // Spot that is held counts against a short, whatever its buys may still do.
      return isSpot ? held(ground, instrument) : short;
    },
  );
}

const held = (ground: Ground, instrument: number): Range => {
  const now = towards({ ...ground, working: [] }, instrument)?.long ?? NOTHING;
  return { low: -now.high, high: -now.low };
};

function sector(ground: Ground, { instrument }: Subject): Range | null {
  const sectors = ground.account.specs.map(({ base }) => sectorOf(base, ground.settings.sectors));
  return gross(ground, (other) => sectors[other] === sectors[instrument]);
}

/** Joined by pairs that move together; a pair that nobody measured counts as moving together within a sector. */
function cluster(ground: Ground, { instrument }: Subject): Range | null {
  const { specs } = ground.account;
  const within = new Set([instrument]);
  for (let size = 0; size !== within.size; ) {
    size = within.size;
    for (const a of within) for (const b of specs.keys()) if (movesWith(ground, a, b)) within.add(b);
  }
  return gross(ground, (other) => within.has(other));
}

function movesWith({ account, settings, facts }: Ground, i: number, j: number): boolean {
  const [a, b] = [account.specs[i], account.specs[j]];
  if (!a || !b) return false;
  if (a.base === b.base) return true;
  const known = facts?.correlations.find((pair) => [pair.a, pair.b].includes(a.id) && [pair.a, pair.b].includes(b.id));
  if (known) return known.ppm >= settings.clusterCorrelationPpm;
  return sectorOf(a.base, settings.sectors) === sectorOf(b.base, settings.sectors);
}

function total(
  ground: Ground,
  isIn: (instrument: number) => boolean,
  of: (sides: Towards, instrument: number) => Range,
): Range | null {
  let sum = NOTHING;
  for (const instrument of ground.account.specs.keys()) {
    if (!isIn(instrument)) continue;
    const sides = towards(ground, instrument);
    const isIdle = ground.account.heldLots(instrument) === 0 && !worksIn(ground, instrument);
    if (!sides && !isIdle) return null;
    if (sides) sum = plus(sum, of(sides, instrument));
  }
  return sum;
}

const worksIn = ({ working, account }: Ground, instrument: number): boolean =>
  working.some(({ order }) => order.instrumentId === account.specs[instrument]?.id);
