/** Which instruments move together, by the correlations that the desk was told. Pure. */
import type { MarketFacts } from "./market-facts";
import type { Sector } from "./sectors";

export type ClusterMember = Readonly<{ id: string; base: string; sector: Sector }>;

export type ClusterTerms = Readonly<{ facts: MarketFacts | null; fromPpm: number }>;

/**
 * Connected groups: a joins b when they correlate at least `fromPpm`. Two instruments of one base asset always do; a pair
 * that nothing is known of does within its sector.
 *
 * @returns for each instrument the index of the first of its group
 */
export function clustersOf(members: readonly ClusterMember[], { facts, fromPpm }: ClusterTerms): readonly number[] {
  const known = new Map((facts?.correlations ?? []).flatMap(({ a, b, ppm }) => [[`${a} ${b}`, ppm] as const]));
  const first = members.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (first[root] !== root) root = first[root] as number;
    return root;
  };
  members.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = members[j] as ClusterMember;
      if (correlationPpm(a, b, known) < fromPpm) continue;
      const [low, high] = [rootOf(i), rootOf(j)].toSorted((x, y) => x - y) as [number, number];
      first[high] = low;
    }
  });
  return members.map((_, i) => rootOf(i));
}

function correlationPpm(a: ClusterMember, b: ClusterMember, known: ReadonlyMap<string, number>): number {
  if (a.base === b.base) return 1_000_000;
  const told = known.get(`${a.id} ${b.id}`) ?? known.get(`${b.id} ${a.id}`);
  return told ?? (a.sector === b.sector ? 1_000_000 : 0);
}
