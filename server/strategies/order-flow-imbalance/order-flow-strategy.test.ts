import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { CommandBody } from "@/server/domain/command";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { createStrategies } from "@/server/strategies/registry";
import { EngineRun, testSettings } from "@/server/testing/engine-run";
import { WIDE_RISK } from "@/server/testing/wide-risk";

const NAME = "order-flow-imbalance";

type Book = Readonly<{ bid?: number; bidSize?: number; askSize?: number; ask?: number }>;
const price = (cents: number) => (cents / 100).toFixed(2);

/**
 * The strategy on a hand-made market of ABC/USDT around 100.00: 10 ms to the venue, 5 ms back, a book
 * message every 100 ms. Sizes behind the touch are 10 ABC a level, five levels a side in all.
 */
class Scenario {
  readonly run: EngineRun;
  /** ms */
  at = 0;

  constructor(params: Readonly<Record<string, number>> = {}, balance = "10000", risk: Partial<RiskSettings> = {}) {
    const strategies = [{ name: NAME, enabled: true, params }];
    const settings = testSettings({
      strategies,
      openingBalanceAtoms: parseAtoms(balance),
      risk: { ...WIDE_RISK, ...risk },
    });
    this.run = new EngineRun(settings, createStrategies(strategies));
    this.book({});
  }

  /** A whole new book, without time passing. */
  book({ bid = 9_999, bidSize = 10, ask = 10_001, askSize = 10 }: Book): this {
    const levels = (first: number, step: number, size: number) =>
      [0, 1, 2, 3, 4].map((k) => [price(first + k * step), String(k === 0 ? size : 10)] as const);
    this.run.feed((market) =>
      market.at(this.at).snapshot({ bids: levels(bid, -1, bidSize), asks: levels(ask, 1, askSize) }),
    );
    return this;
  }

  /** The same book for so long, a message each 100 ms and a timer each second. */
  hold(seconds: number, book: Book = {}): this {
    for (let i = 0; i < Math.round(seconds * 10); i++) {
      this.at += 100;
      if (this.at % 1_000 === 0) this.run.timer(this.at);
      this.book(book);
    }
    return this;
  }

  trade(aggressor: "buy" | "sell", cents: number, size: string): this {
    this.at += 1;
    this.run.feed((market) => market.at(this.at).trade(aggressor, price(cents), size));
    return this;
  }

  /** Ten quiet seconds fill the windows; then the bid grows from 10 to 60 within half a second. */
  demand(): this {
    this.hold(11);
    for (const bidSize of [20, 30, 40, 50, 60]) this.hold(0.1, { bidSize });
    return this;
  }

  /** Demand, and a seller who takes the whole bid, ours behind it. */
  entered(): this {
    this.demand().hold(0.2, { bidSize: 60 });
    return this.trade("sell", 9_999, "80").hold(0.2, { bidSize: 60 });
  }

  orders() {
    const last = new Map(this.run.of("order").map(({ order }) => [order.id, order]));
    return [...last.values()];
  }

  signals() {
    return this.run.of("signal").map(({ signal }) => signal);
  }

  get summary(): string {
    return this.run.engine.view().strategies[0]?.summary ?? "";
  }

  get held(): number {
    return this.run.engine.view().positions[0]?.sizeLots ?? 0;
  }
}

describe("entering", () => {
  test("waits until its windows are whole, says so, and then bids at the touch when demand grows", () => {
    const scenario = new Scenario().hold(3);
    expect(scenario.summary).toBe("ABC/USDT learns the order flow, 3 of 10 s");
    scenario.hold(8);
    expect(scenario.summary).toBe(
      "ABC/USDT waits for order flow 1 s 0.0 of +1.0, 10 s 0.0 of +2.0, book 0.00 of +0.20",
    );
    expect(scenario.orders()).toEqual([]);
    scenario.demand();
    const [order] = scenario.orders();
    expect(order).toMatchObject({ side: "buy", type: "limit", postOnly: true, timeInForce: "GTC", limitTicks: 9_999 });
    expect(order?.origin).toBe(`strategy:${NAME}`);
    expect(scenario.summary).toBe("ABC/USDT bids at 99.99");
  });

  test("sizes by the signal method and tells what it saw", () => {
    const scenario = new Scenario().demand();
    const [signal] = scenario.signals();
    const [order] = scenario.orders();
    // Bid 10 -> 30 and more over an average touch size of about 10: all three readings are past their thresholds.
    expect(signal).toMatchObject({ action: "enter", instrumentId: "test:ABC/USDT" });
    expect(signal!.inputs["orderFlow10s"]).toBeGreaterThan(2);
    expect(signal!.inputs["orderFlow1s"]).toBeGreaterThan(1);
    expect(signal!.text).toMatch(/^Demand grew: order flow \+\d\.\d touch depths in 1 s and \+\d\.\d in 10 s, \d\d % /);
    expect(order!.note).toBe(signal!.text);
    // 10,000 x 0.02 x strength x 0.25 at 99.99, whole lots of 0.01 (0.9999 USDT each).
    const lots = Math.floor((10_000 * 0.02 * 0.25 * signal!.strength) / 0.9999);
    expect(order!.sizeLots).toBe(lots);
    expect(lots).toBeGreaterThan(16);
    const { sizing, confidencePpm = 0 } = order!.terms;
    expect(sizing).toMatchObject({ method: "signal" });
    expect(sizing!.lines.at(-1)).toEqual({ label: "Cut to lots of 0.01", value: `${(lots / 100).toFixed(2)} ABC` });
    // Strength 1/3 is 0.5, strength 1 is 1: linear between.
    expect(confidencePpm / 1e6).toBeCloseTo(0.5 + (0.5 * (signal!.strength - 1 / 3)) / (2 / 3), 4);
  });

  test("waits for what the desk asks of an entry, says what that is once, and sends nothing to be refused", () => {
    const scenario = new Scenario({}, "10000", { positionCapPpm: 500 }).demand().hold(5, { bidSize: 60 });
    expect(scenario.orders()).toEqual([]);
    expect(scenario.signals()).toMatchObject([{ action: "hold" }]);
    expect(scenario.signals()[0]!.text).toMatch(/^Demand grew and it would enter, but .*0.05 % of equity/);
    expect(scenario.summary).toMatch(/^ABC\/USDT may not enter: .*0.05 % of equity/);
  });

  test("an account too small for the venue's smallest order trades nothing and says why", () => {
    // 1,000 x 0.02 x 0.25 is 5 USDT at full strength; the venue wants 10.
    const scenario = new Scenario({}, "1000").demand().hold(5, { bidSize: 60 });
    expect(scenario.orders()).toEqual([]);
    expect(scenario.signals()).toHaveLength(1);
    expect(scenario.signals()[0]).toMatchObject({ action: "hold" });
    expect(scenario.signals()[0]!.text).toContain("is less than the smallest order of 10.00 USDT");
  });

  test("withdraws the bid when demand fades", () => {
    const scenario = new Scenario().demand().hold(0.3, { bidSize: 5 });
    expect(scenario.orders()).toMatchObject([{ state: "CANCELLED", reason: { rule: "cancelled_by_strategy" } }]);
    expect(scenario.signals().at(-1)).toMatchObject({ action: "cancel" });
    expect(scenario.signals().at(-1)!.text).toMatch(/^Demand faded: .*; the bid at 99\.99 is withdrawn\.$/);
  });

  test("withdraws a bid that does not fill, and pauses before the next", () => {
    const scenario = new Scenario({ keepShare: 0 }).demand();
    for (let bidSize = 70; bidSize <= 170; bidSize += 10) scenario.hold(1, { bidSize });
    expect(scenario.orders()[0]).toMatchObject({ state: "CANCELLED" });
    expect(scenario.signals().at(-1)!.text).toBe("Not filled in 10 s; the bid at 99.99 is withdrawn.");
    expect(scenario.summary).toMatch(/^ABC\/USDT pauses (9|10) s between entries$/);
    expect(scenario.orders()).toHaveLength(1);
  });

  test("follows the touch a bounded number of times", () => {
    const scenario = new Scenario({ requotesMax: 2, requoteSeconds: 1 }).demand();
    for (let i = 1; i <= 8; i++) scenario.hold(1, { bid: 9_999 + i, ask: 10_001 + i, bidSize: 60 });
    const bids = scenario.orders();
    expect(bids.map(({ side }) => side)).toEqual(["buy", "buy", "buy"]);
    expect(bids.map(({ limitTicks }) => limitTicks)).toEqual([9_999, 10_000, 10_001]);
    expect(bids[1]!.decidedAt - bids[0]!.decidedAt).toBeGreaterThanOrEqual(1_000_000);
    expect(scenario.signals().at(-1)!.text).toMatch(/^The price has moved away 3 times/);
  });

  test("leaves room between two entries", () => {
    const scenario = new Scenario({ entrySpacingSeconds: 30 }).demand().hold(0.3, { bidSize: 5 });
    for (let i = 0; i < 30; i++) scenario.hold(1.5, { bidSize: 5 }).hold(1.5, { bidSize: 200 });
    const starts = scenario.orders().map(({ decidedAt }) => decidedAt);
    expect(starts.length).toBeGreaterThan(1);
    for (const [i, at] of starts.slice(1).entries()) expect(at - starts[i]!).toBeGreaterThanOrEqual(30_000_000);
  });

  test("nothing is bid in a wide spread", () => {
    const wide = { ask: 10_010 };
    const scenario = new Scenario({ spreadMaxBps: 5 }).hold(11, wide);
    for (const bidSize of [20, 30, 40, 50, 60]) scenario.hold(0.1, { ...wide, bidSize });
    expect(scenario.orders()).toEqual([]);
    expect(scenario.summary).toBe("ABC/USDT waits for a spread of 5 bps (now 11.00)");
  });

  test.each<CommandBody>([{ kind: "setTradingState", state: "REDUCING" }, { kind: "pause" }, { kind: "kill" }])(
    "takes no new risk after $kind",
    (body) => {
      const scenario = new Scenario().hold(9);
      scenario.run.command(scenario.at, body);
      scenario.demand();
      expect(scenario.orders()).toEqual([]);
    },
  );

  test("after a gap it learns anew", () => {
    const scenario = new Scenario().demand().hold(0.5, { bidSize: 60 });
    scenario.run.feed((market) => market.at(scenario.at + 1).gap());
    scenario.hold(5, { bidSize: 100 });
    expect(scenario.orders()).toMatchObject([{ state: "CANCELLED" }]);
    expect(scenario.signals().at(-1)!.text).toMatch(/^Market data were lost/);
    expect(scenario.summary).toMatch(/^ABC\/USDT learns the order flow, [45] of 10 s$/);
  });
});

describe("leaving", () => {
  test("offers at the ask when demand is gone, and the trip is closed by a buyer", () => {
    const scenario = new Scenario().entered();
    const bought = scenario.held;
    expect(bought).toBeGreaterThan(0);
    expect(scenario.summary).toMatch(/^ABC\/USDT holds 0\.\d+ ABC for \d s, sells at order flow 0\.0 \(now \+/);
    scenario.hold(0.3, { bidSize: 2 });
    const offer = scenario.orders()[1];
    expect(offer).toMatchObject({ side: "sell", type: "limit", postOnly: true, limitTicks: 10_001, sizeLots: bought });
    scenario.trade("buy", 10_001, "30").hold(0.2, { bidSize: 2 });
    expect(scenario.held).toBe(0);
    const [trip] = scenario.run.of("roundTrip").map(({ trip: one }) => one);
    expect(trip).toMatchObject({ boughtLots: bought, origin: `strategy:${NAME}` });
    expect(trip!.exitNote).toMatch(/^Demand is gone: .*; offers 0\.\d+ ABC at 100\.01\.$/);
  });

  test("an offer that nobody takes crosses the spread after its patience", () => {
    const scenario = new Scenario({ exitPatienceSeconds: 3 }).entered().hold(4, { bidSize: 2 });
    const [, offer, market] = scenario.orders();
    expect(offer).toMatchObject({ type: "limit", state: "CANCELLED" });
    expect(market).toMatchObject({ type: "market", side: "sell", state: "FILLED" });
    expect(market!.decidedAt - offer!.decidedAt).toBeGreaterThanOrEqual(3_000_000);
    expect(market!.note).toMatch(/sells 0\.\d+ ABC at market after waiting 3 s for a buyer\.$/);
    expect(scenario.held).toBe(0);
  });

  test("the offer follows the ask down", () => {
    const scenario = new Scenario({ requoteSeconds: 0.5 }).entered().hold(0.3, { bidSize: 2 });
    scenario.hold(1, { bid: 9_997, bidSize: 2, ask: 9_999 });
    const offers = scenario.orders().filter(({ side }) => side === "sell");
    expect(offers.map(({ limitTicks }) => limitTicks)).toEqual([10_001, 9_999]);
  });

  test("the stop sells at market at once", () => {
    const scenario = new Scenario({ stopBps: 10 }).entered();
    // 10 bps below 99.99 is 99.89.
    scenario.hold(0.2, { bid: 9_989, ask: 9_991, bidSize: 60 });
    const sale = scenario.orders().find(({ side }) => side === "sell");
    expect(sale).toMatchObject({ type: "market", state: "FILLED" });
    expect(sale!.note).toMatch(/^The best bid 99\.89 is 10\.0 bps below the entry at 99\.99, past the stop of 10 bps/);
  });

  test("nothing is held longer than allowed", () => {
    const scenario = new Scenario({ maxHoldingSeconds: 5, exitFlow: -50 }).entered().hold(6, { bidSize: 60 });
    const sale = scenario.orders().find(({ side }) => side === "sell");
    expect(sale!.note).toMatch(/^Held for 5 s, as long as allowed; offers/);
  });

  test("a part-filled entry is withdrawn before what it got is sold", () => {
    const scenario = new Scenario().demand().hold(0.2, { bidSize: 60 });
    const size = scenario.orders()[0]!.sizeLots;
    // Less than the queue before us and us: it ends inside our order.
    const ahead = scenario.orders()[0]!.aheadAtAcceptLots ?? 0;
    scenario.trade("sell", 9_999, String((ahead + 12) / 100)).hold(0.1, { bidSize: 60 });
    expect(scenario.held).toBeGreaterThan(0);
    expect(scenario.held).toBeLessThan(size);
    scenario.hold(0.5, { bidSize: 2 });
    const [entry, exit] = scenario.orders();
    expect(entry!.state).toBe("CANCELLED");
    expect(exit).toMatchObject({ side: "sell", sizeLots: entry!.filledLots });
    expect(exit!.decidedAt).toBeGreaterThanOrEqual(entry!.closedAt!);
  });
});

describe("living with a person", () => {
  const buy = { instrumentId: "test:ABC/USDT", side: "buy", type: "market", timeInForce: "GTC", postOnly: false };
  const byHand = (scenario: Scenario, side: "buy" | "sell", sizeLots: number) => {
    const order = { ...buy, side, limitTicks: null, sizeLots } as never;
    scenario.run.command(scenario.at, { kind: "submit", order });
  };

  test("what was bought by hand is not sold by the strategy", () => {
    const scenario = new Scenario().hold(1);
    byHand(scenario, "buy", 100);
    scenario.entered();
    const own = scenario.held - 100;
    scenario.hold(0.3, { bidSize: 2 }).hold(8, { bidSize: 2 });
    const sold = scenario.orders().filter(({ side, state }) => side === "sell" && state === "FILLED");
    expect(sold.reduce((sum, { filledLots }) => sum + filledLots, 0)).toBe(own);
    expect(scenario.held).toBe(100);
  });

  test("what was sold by hand is no longer its own", () => {
    const scenario = new Scenario().entered();
    byHand(scenario, "sell", scenario.held);
    scenario.hold(1, { bidSize: 60 });
    expect(scenario.held).toBe(0);
    expect(scenario.orders().filter(({ origin, side }) => origin !== "manual" && side === "sell")).toEqual([]);
    expect(scenario.summary).toMatch(/^ABC\/USDT (pauses|waits)/);
  });
});
