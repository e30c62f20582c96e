// DOMAIN.md 5: each limit refuses at its number and not before, counts what works as if it had filled, and never keeps
// back what only lowers exposure. Equity is 10,000 USDT throughout; prices are about 100, without fees or spread to mind.
import { describe, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { OrderDraft } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { draft, EngineRun, testSettings, testSpec } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { parentDraft } from "@/server/testing/parent-run";
import { LINEAR } from "@/server/testing/perpetuals";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const free = { makerFeePpm: 0, takerFeePpm: 0 };
const AAA = testSpec({ ...free, symbol: "AAA/USDT", venueSymbol: "AAAUSDT", base: "AAA" });
const BBB = testSpec({ ...free, symbol: "BBB/USDT", venueSymbol: "BBBUSDT", base: "BBB" });
const CCC = testSpec({ ...free, symbol: "CCC/USDT", venueSymbol: "CCCUSDT", base: "CCC" });
const PERP = { ...LINEAR, ...free };
const ALL = [AAA, BBB, CCC, PERP];

const BOOK = { bids: [["99.99", "500"]], asks: [["100.01", "500"]] } as const;

function opened(change: Partial<RiskSettings>, strategy = new ScriptedStrategy("ofi")) {
  const settings = testSettings({
    instruments: ALL,
    risk: { ...testSettings().risk, ...change },
    strategies: [{ name: "ofi", enabled: true, params: {} }],
  });
  return new EngineRun(settings, [strategy]).feed((m) => {
    ALL.forEach((_, i) => m.on(i).at(0).snapshot(BOOK));
  });
}

type Wish = Parameters<typeof draft>[0];

/** What became of it: null when it went out. */
const tried = (run: EngineRun, millis: number, wish: Wish | OrderDraft) => {
  const order = "instrumentId" in wish ? wish : draft(wish);
  const { reason } = run.command(millis, { kind: "submit", order });
  return reason && { rule: reason.rule, limit: reason.limit, value: reason.value, distance: reason.distance };
};

const buy = (spec: typeof AAA, size: string, price = "100.00"): Wish => ({ side: "buy", size, price, spec });

describe("sector", () => {
  const change = { sectorCapPpm: 400_000, sectors: { AAA: "L2", BBB: "L2", CCC: "meme" } } as const;

  test("adds up what its instruments hold and what works in them, to the number and not beyond", () => {
    const run = opened(change);
    expect(tried(run, 1, buy(AAA, "25"))).toBeNull();
    expect(tried(run, 2, buy(BBB, "15.1"))).toEqual({
      rule: "sector_cap",
      limit: "4,000.00 USDT",
      value: "4,010.00 USDT",
      distance: "10.00 USDT",
    });
    expect(tried(run, 3, buy(BBB, "15"))).toBeNull();
    expect(tried(run, 4, buy(CCC, "40"))).toBeNull();
  });

  test("a sale goes through however far beyond it the sector is", () => {
    const run = opened(change);
    expect(tried(run, 1, { side: "buy", size: "39", spec: AAA })).toBeNull();
    run.timer(1_000);
    // Dearer by half: what is held is worth more than the cap.
    run.feed((m) =>
      m
        .on(0)
        .at(1_100)
        .snapshot({ bids: [["149.99", "500"]], asks: [["150.01", "500"]] }),
    );
    expect(tried(run, 1_200, buy(BBB, "1"))).toMatchObject({ rule: "sector_cap" });
    expect(tried(run, 1_201, { side: "sell", size: "1", price: "150.00", spec: AAA })).toBeNull();
  });
});

test("gross adds long and short up, net takes one from the other", () => {
  const run = opened({ grossCapPpm: 600_000, netCapPpm: 300_000 });
  expect(tried(run, 1, buy(AAA, "30"))).toBeNull();
  expect(tried(run, 2, buy(BBB, "1"))).toMatchObject({
    rule: "net_cap",
    limit: "3,000.00 USDT",
    value: "3,100.00 USDT",
  });
  const short = { side: "sell", size: "30", price: "100.00", spec: PERP } as const;
  expect(tried(run, 3, short)).toBeNull();
  // It may fill or not: until it has, it makes no room on the long side, but it uses up the gross.
  expect(tried(run, 4, buy(BBB, "1"))).toMatchObject({
    rule: "gross_cap",
    limit: "6,000.00 USDT",
    value: "6,100.00 USDT",
  });
});

test("a sale far below the market counts at the market, where it would fill", () => {
  const run = opened({ positionCapPpm: 200_000 });
  const wish = { side: "sell", size: "21", price: "1.00", spec: PERP } as const;
  expect(tried(run, 1, wish)).toMatchObject({ rule: "position_cap", value: "2,100.00 USDT" });
});

describe("cluster", () => {
  const facts = (ppm: number): MarketFacts => ({
    at: micros(0),
    instruments: [],
    correlations: [{ a: AAA.id, b: BBB.id, ppm, bars: 720 }],
  });
  const change = {
    clusterCapPpm: 300_000,
    clusterCorrelationPpm: 800_000,
    sectors: { AAA: "L1", BBB: "L1", CCC: "L2" },
  } as const;

  test("without facts a sector moves together; with them the correlation decides, at its number", () => {
    const run = opened(change);
    tried(run, 1, buy(AAA, "30"));
    expect(tried(run, 2, buy(BBB, "1"))).toMatchObject({ rule: "cluster_cap", value: "3,100.00 USDT" });
    expect(tried(run, 3, buy(CCC, "30"))).toBeNull();
    run.command(4, { kind: "marketFacts", facts: facts(800_000) });
    expect(tried(run, 5, buy(BBB, "1"))).toMatchObject({ rule: "cluster_cap" });
    run.command(6, { kind: "marketFacts", facts: facts(799_999) });
    expect(tried(run, 7, buy(BBB, "1"))).toBeNull();
  });

  test("spot and perpetual of one asset always do", () => {
    const same = { ...CCC, base: PERP.base };
    const risk = { ...testSettings().risk, ...change, sectors: { [PERP.base]: "meme" } as const };
    const own = new EngineRun(testSettings({ instruments: [same, PERP], risk }));
    own.feed((m) => [0, 1].forEach((i) => m.on(i).at(0).snapshot(BOOK)));
    expect(tried(own, 1, buy(same, "30"))).toBeNull();
    expect(tried(own, 2, { side: "sell", size: "1", price: "100.00", spec: PERP })).toMatchObject({
      rule: "cluster_cap",
    });
  });
});

test("so many positions: one that is about to be opened counts, adding to one does not", () => {
  const run = opened({ openPositionsMax: 2 });
  expect([tried(run, 1, buy(AAA, "1")), tried(run, 2, { side: "buy", size: "1", spec: BBB })]).toEqual([null, null]);
  run.timer(500);
  expect(tried(run, 501, buy(CCC, "1"))).toEqual({ rule: "open_positions", limit: "2", value: "3", distance: "1" });
  expect([tried(run, 502, buy(AAA, "1")), tried(run, 503, buy(BBB, "1"))]).toEqual([null, null]);
  expect(tried(run, 504, { side: "sell", size: "1", price: "101.00", spec: BBB })).toBeNull();
});

test("the spread: new risk waits beyond the number, what lowers risk does not", () => {
  const run = opened({ spreadMaxPpm: 200 });
  expect(tried(run, 1, { side: "buy", size: "1", spec: AAA })).toBeNull();
  run.timer(500);
  run.feed((m) =>
    m
      .on(0)
      .at(600)
      .snapshot({ bids: [["99.99", "500"]], asks: [["100.02", "500"]] }),
  );
  expect(tried(run, 700, buy(AAA, "1"))).toEqual({
    rule: "spread",
    limit: "0.02 %",
    value: "0.0299 %",
    distance: "0.0099 %",
  });
  expect(tried(run, 701, { side: "sell", size: "1", spec: AAA })).toBeNull();
});

/** Lets the strategy send at its next row, and says what became of it. */
function entered(run: EngineRun, strategy: ScriptedStrategy, { at, wish }: { at: number; wish: OrderDraft }) {
  let id = "";
  strategy.onNextRow = (ctx) => {
    id = ctx.submit(wish, "entry");
  };
  run.feed((m) =>
    m
      .on(2)
      .at(at)
      .book({ bids: [["99.99", "500"]] }),
  );
  const { reason } = run.order(id);
  return reason && { rule: reason.rule, limit: reason.limit, value: reason.value, distance: reason.distance };
}

describe("entries of strategies", () => {
  const sure = (confidencePpm: number | null, wish: Wish): OrderDraft => ({
    ...draft(wish),
    ...(confidencePpm === null ? {} : { terms: { confidencePpm } }),
  });

  test("are spaced by instrument from the last fill on, and by none that works; exits and people are not", () => {
    const strategy = new ScriptedStrategy("ofi");
    const run = opened({ entrySpacingMicros: 10_000_000 }, strategy);
    const wish = draft({ side: "buy", size: "1", spec: AAA });
    const rests = draft(buy(BBB, "1", "90.00"));
    expect(entered(run, strategy, { at: 1, wish })).toBeNull();
    expect(entered(run, strategy, { at: 2, wish })).toMatchObject({
      rule: "entry_spacing",
      limit: "10 s",
      value: "0 s",
    });
    run.timer(1_000);
    const filledAt = (Number(run.fills()[0]?.knownAt) - atMillis(0)) / 1_000;
    expect(entered(run, strategy, { at: 1_100, wish: rests })).toBeNull();
    expect(entered(run, strategy, { at: 1_200, wish: rests })).toMatchObject({ rule: "entry_spacing" });
    run.feed((m) =>
      m
        .on(0)
        .at(9_900)
        .book({ bids: [["99.99", "400"]] }),
    );
    expect(tried(run, 9_901, buy(AAA, "1", "90.00"))).toBeNull();
    expect(
      entered(run, strategy, { at: 9_902, wish: draft({ side: "sell", size: "1", price: "101.00", spec: AAA }) }),
    ).toBeNull();
    expect(entered(run, strategy, { at: filledAt + 9_999, wish })).toMatchObject({
      rule: "entry_spacing",
      distance: "0.001 s",
    });
    expect(entered(run, strategy, { at: filledAt + 10_000, wish })).toBeNull();
  });

  test("count a parent order once: its slices go, another entry waits for its end", () => {
    const strategy = new ScriptedStrategy("ofi");
    const run = opened({ entrySpacingMicros: 10_000_000, minConfidencePpm: 600_000 }, strategy);
    const parent = { ...parentDraft({ slices: 2, durationMicros: 10_000_000 }), instrumentId: AAA.id };
    const refusals: unknown[] = [];
    strategy.onNextRow = (ctx) => {
      refusals.push(ctx.startParent(parent).reason?.rule);
      refusals.push(ctx.startParent({ ...parent, confidencePpm: 700_000 }).reason);
      refusals.push(ctx.startParent({ ...parent, confidencePpm: 700_000 }).reason?.rule);
    };
    run.feed((m) =>
      m
        .on(2)
        .at(1)
        .book({ bids: [["99.99", "500"]] }),
    );
    expect(refusals).toEqual(["min_confidence", null, "entry_spacing"]);
    for (let at = 1_000; at <= 9_000; at += 1_000) {
      run.timer(at).feed((m) =>
        ALL.forEach((_, i) =>
          m
            .on(i)
            .at(at + 1)
            .book({ asks: [["100.01", "500"]] }),
        ),
      );
    }
    const slices = run.of("order").flatMap(({ order }) => (order.role === "slice" ? [order.id] : []));
    expect([...new Set(slices)].map((id) => run.order(id).state)).toEqual(["FILLED", "FILLED"]);
  });

  test("must be sure enough; who does not say is not; an exit and a person need not say", () => {
    const strategy = new ScriptedStrategy("ofi");
    const run = opened({ minConfidencePpm: 600_000 }, strategy);
    const wish = { side: "buy", size: "1", spec: AAA } as const;
    expect(entered(run, strategy, { at: 1, wish: sure(599_999, wish) })).toEqual({
      rule: "min_confidence",
      limit: "60 %",
      value: "59.9999 %",
      distance: "0.0001 %",
    });
    expect(entered(run, strategy, { at: 2, wish: sure(null, wish) })).toMatchObject({
      rule: "min_confidence",
      value: "0 %",
    });
    expect(entered(run, strategy, { at: 3, wish: sure(600_000, wish) })).toBeNull();
    run.timer(1_000);
    expect(entered(run, strategy, { at: 1_100, wish: sure(null, { ...wish, side: "sell" }) })).toBeNull();
    expect(tried(run, 1_101, wish)).toBeNull();
  });

  test("use up the strategy's budget, what it has working included; others do not", () => {
    const strategy = new ScriptedStrategy("ofi");
    const run = opened({ strategies: { ofi: { budgetPpm: 50_000, dailyLossPpm: 10_000, method: null } } }, strategy);
    expect(entered(run, strategy, { at: 1, wish: draft(buy(AAA, "3")) })).toBeNull();
    expect(tried(run, 2, buy(AAA, "20"))).toBeNull();
    expect(entered(run, strategy, { at: 3, wish: draft(buy(BBB, "2.1")) })).toEqual({
      rule: "strategy_budget",
      limit: "500.00 USDT",
      value: "510.00 USDT",
      distance: "10.00 USDT",
    });
    expect(entered(run, strategy, { at: 4, wish: draft(buy(BBB, "2")) })).toBeNull();
  });
});

test("an amend that grows an order is judged like a new one, one that shrinks it goes through", () => {
  const run = opened({ grossCapPpm: 200_000 });
  const { orderId } = run.command(1, { kind: "submit", order: draft(buy(AAA, "20")) });
  run.timer(500);
  const amend = (millis: number, sizeLots: number) =>
    run.command(millis, { kind: "amend", orderId: orderId ?? "", limitTicks: null, sizeLots: sizeLots as never }).reason
      ?.rule;
  const { sizeLots } = run.order(orderId ?? "");
  expect(amend(501, sizeLots + 1)).toBe("gross_cap");
  expect(amend(502, sizeLots - 1)).toBeUndefined();
  // Until the venue has made it smaller, it counts whole.
  expect(tried(run, 503, buy(BBB, "1"))).toMatchObject({ rule: "gross_cap", value: "2,100.00 USDT" });
});

test("two linked orders count once", () => {
  const run = opened({ grossCapPpm: 200_000 });
  const stop: OrderDraft = {
    ...draft({ side: "buy", size: "20", spec: AAA }),
    type: "stop",
    terms: { trigger: { ticks: 10_010 as never, by: "last" } },
  };
  const { reason } = run.command(1, {
    kind: "submitOco",
    orders: [draft(buy(AAA, "19", "99.00")), { ...stop, sizeLots: draft(buy(AAA, "19")).sizeLots }],
  });
  expect(reason).toBeNull();
});
