/** Which instruments move together, by the correlations that the desk was told. Pure. */
import { type Correlated, correlationOf } from "./correlation";
import type { MarketFacts } from "./market-facts";
import type { Sector } from "./sectors";

export type ClusterMember = Readonly<{ id: string; base: string; sector: Sector }>;

export type ClusterTerms = Readonly<{ facts: MarketFacts | null; fromPpm: number }>;

/**
 * Connected groups: a joins b when they correlate at least `fromPpm` (`correlationOf`, which speaks for unknown pairs too).
 *
 * @returns for each instrument the index of the first of its group
 */
export function clustersOf(members: readonly ClusterMember[], { facts, fromPpm }: ClusterTerms): readonly number[] {
  const all = members.map(({ id, base, sector }) => ({ instrumentId: id, base, sector }));
  const first = members.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (first[root] !== root) root = first[root] as number;
    return root;
  };
  all.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = all[j] as Correlated;
      if (correlationOf(facts, a, b).ppm < fromPpm) continue;
      const [low, high] = [rootOf(i), rootOf(j)].toSorted((x, y) => x - y) as [number, number];
      first[high] = low;
    }
  });
  return members.map((_, i) => rootOf(i));
}
