import fc from "fast-check";
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "./market-facts";
import { type ClusterMember, clustersOf } from "./risk-clusters";

const member = (id: string, base: string, sector: ClusterMember["sector"]): ClusterMember => ({ id, base, sector });
const facts = (...pairs: readonly [string, string, number][]): MarketFacts => ({
  at: micros(0),
  instruments: [],
  correlations: pairs.map(([a, b, ppm]) => ({ a, b, ppm, bars: 720 })),
});

const FIVE = [
  member("v:BTC/USDT", "BTC", "L1"),
  member("v:ETH/USDT", "ETH", "L1"),
  member("v:ARB/USDT", "ARB", "L2"),
  member("v:BTC/USDT:USDT", "BTC", "L1"),
  member("v:UNI/USDT", "UNI", "DeFi"),
];

test("without facts a sector is one group, and so are two instruments of one asset", () => {
  expect(clustersOf(FIVE, { facts: null, fromPpm: 800_000 })).toEqual([0, 0, 2, 0, 4]);
});

test("what is known decides: below the number apart, at it together, through a third one too", () => {
  const known = facts(
    ["v:BTC/USDT", "v:ETH/USDT", 799_999],
    ["v:ETH/USDT", "v:BTC/USDT:USDT", 100_000],
    ["v:ARB/USDT", "v:ETH/USDT", 800_000],
    ["v:UNI/USDT", "v:ARB/USDT", 900_000],
  );
  expect(clustersOf(FIVE, { facts: known, fromPpm: 800_000 })).toEqual([0, 1, 1, 0, 1]);
});

test("the groups do not depend on the order in which pairs are told", () => {
  const pair = fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: -1_000_000, max: 1_000_000 }));
  fc.assert(
    fc.property(fc.uniqueArray(pair, { selector: ([a, b]) => Math.min(a, b) * 10 + Math.max(a, b) }), (pairs) => {
      const told = pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b, ppm]) => [FIVE[a]?.id ?? "", FIVE[b]?.id ?? "", ppm] as [string, string, number]);
      const groups = clustersOf(FIVE, { facts: facts(...told), fromPpm: 500_000 });
      expect(clustersOf(FIVE, { facts: facts(...told.toReversed()), fromPpm: 500_000 })).toEqual(groups);
      // Each group is named after its first member.
      groups.forEach((root, i) => expect([groups[root], root <= i]).toEqual([root, true]));
    }),
  );
});
