import { describe, expect, test } from "vitest";
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import { ABC } from "@/server/testing/engine-run";
import { type MarketBuilder, market } from "@/server/testing/market-builder";
import { RealOrders, type Selection } from "./real-orders";
import { scoreCases } from "./score";
import { ShadowField } from "./shadow-field";

const MODELS: readonly QueueModelSettings[] = [
  { kind: "riskAverse" },
  { kind: "power", exponent: 1 },
  { kind: "touch" },
  { kind: "exact" },
];

const bid = (id: number, size: string, traded = false) => ({ id, side: "buy", price: "99.99", size, traded }) as const;
const level = (size: string) => ({ bids: [["99.99", size]] }) as const;

/**
 * Worked by hand, in units of the base (a hundred lots each). Order 11 (5) comes in the warm-up and is nobody's
 * case. A is order 12 (2), behind 5. B is order 13 (4), behind 7. Then 11 cancels 3, a sale of 5.5 takes 2 of
 * 11, all of A and 1.5 of B, and B takes back the rest.
 */
const session = (m: MarketBuilder) =>
  m
    .at(0)
    .snapshot({ bids: [["99.98", "9"]], asks: [["100.01", "4"]] })
    .at(1_000)
    .order(bid(11, "5"))
    .book(level("5"))
    .at(301_000)
    .order(bid(12, "2"))
    .book(level("7"))
    .at(302_000)
    .order(bid(13, "4"))
    .book(level("11"))
    .at(310_000)
    .order(bid(11, "2"))
    .book(level("8"))
    .at(320_000)
    .trade("sell", "99.99", "5.5")
    .order(bid(11, "0", true))
    .order(bid(12, "0", true))
    .order(bid(13, "2.5", true))
    .book(level("2.5"))
    .at(330_000)
    .order(bid(13, "0"))
    .book(level("0"))
    .at(400_000)
    .order(bid(14, "1"))
    .book(level("1"));

function scored(write = session, selection: Partial<Selection> = {}) {
  const orders = new RealOrders(new ShadowField({ spec: ABC, models: MODELS }), {
    nearPpm: 10_000,
    ownLots: "shown",
    ...selection,
  });
  orders.take(write(market(ABC)).take());
  const cases = orders.finish();
  const score = scoreCases(cases, 60);
  const of = (model: string) => {
    const found = score.models.find((one) => one.model === model);
    if (!found) throw new RangeError(`no score of ${model}`);
    return found;
  };
  return { cases, score, of };
}

describe("real orders of a small session", () => {
  test("are those that came to rest after the warm-up, cancelled and open ones too", () => {
    const { score } = scored();
    expect(score).toMatchObject({ cases: 3, behindOthers: 2, filled: 1, partly: 1, gone: 1, open: 1 });
  });

  test("exact agrees with what happened to them", () => {
    const { of } = scored();
    expect(of("exact")).toMatchObject({
      outcome: { both: 2, onlyModel: 0, onlyTruth: 0, neither: 1, brier: 0 },
      lotsRatio: 1,
      delaySeconds: { count: 2, meanAbsolute: 0 },
      ahead: { count: 10, rootMeanSquare: 0 },
    });
  });

  test("riskAverse leaves the cancel to those behind: A gets 0.5 of its 2, B nothing of its 1.5", () => {
    const { of } = scored();
    const { outcome, lotsRatio, ahead, aheadShare } = of("riskAverse");
    expect(outcome).toMatchObject({ both: 1, onlyModel: 0, onlyTruth: 1, neither: 1, brier: 1 / 3 });
    expect(lotsRatio).toBeCloseTo(50 / 350, 12);
    // Places of each are compared 0.5, 1, 2, 5 and 10 s after its entry; after the cancel, 10 s, both are 300 lots off.
    expect(ahead).toMatchObject({ count: 10, mean: 60, meanAbsolute: 60 });
    expect(ahead.rootMeanSquare).toBeCloseTo(Math.sqrt((2 * 300 ** 2) / 10), 12);
    expect(aheadShare.mean).toBeCloseTo((300 / 500 + 300 / 700) / 10, 12);
  });

  test("power(1) shares the cancel by what stands on each side", () => {
    const { cases } = scored();
    // A: ahead 5, behind 6 of which 2 its own; p = 6/11 and ahead = 5 − 3·5/11 = 3.63…, rounded up. B: 7 and 4, 7 − 3·7/11.
    expect(cases.slice(0, 2).map(({ samples }) => samples.at(-1)?.guessedLots[1])).toEqual([364, 510]);
  });

  test("touch fills whole orders: 2 and 4 where 2 and 1.5 were had", () => {
    const { of } = scored();
    expect(of("touch").lotsRatio).toBeCloseTo(600 / 350, 12);
  });

  test("own lots may be withheld: A's level is then 9 before the cancel and 6 after it", () => {
    const { cases } = scored(session, { ownLots: "withheld" });
    // A: ahead 5, behind 4; 5 − 3·5/9 = 3.33…; B: nobody behind, so the cancel is all before it.
    expect(cases.slice(0, 2).map(({ samples }) => samples.at(-1)?.guessedLots[1])).toEqual([334, 400]);
  });

  test("far from the touch are none", () => {
    expect(scored((m) => session(m), { nearPpm: 0 }).score.cases).toBe(3);
    const far = (m: MarketBuilder) =>
      session(m)
        .at(401_000)
        .order({ id: 15, side: "buy", price: "98", size: "1" })
        .book({ bids: [["98", "1"]] });
    expect([scored(far, { nearPpm: 0 }).score.cases, scored(far, { nearPpm: 20_000 }).score.cases]).toEqual([3, 4]);
  });
});
