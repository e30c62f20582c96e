import { describe, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { Engine } from "@/server/engine/kernel/engine";
import { BreakerRun, freeSettings } from "@/server/testing/breaker-run";
import { ABC, draft } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { LINEAR } from "@/server/testing/perpetuals";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";

const SECOND = 1_000_000;
const DAY = 86_400_000;
/** Bid and ask of the quiet market. */
const QUIET = ["99.99", "100.01"] as const;

/** Fifty bought at 100.01 of 10,000: equity is 4,999.50 + 50 x mid. */
const holding = (risk: ConstructorParameters<typeof BreakerRun>[0]) => new BreakerRun(risk).trade("buy", "50");

describe("the loss of a day", () => {
  const LIMIT = { dailyLossPpm: 20_000 };

  test("opens at its number, not before, and lets nothing add risk", () => {
    // 9,800.50 at a mid of 96.02, and 9,800 at 96.01: 2 % of 10,000.
    const run = holding(LIMIT).price("96.01", "96.03");
    expect([run.state, run.breaker("daily_loss").state]).toEqual(["ACTIVE", "armed"]);
    run.price("96.00", "96.02");
    expect(run.breaker("daily_loss")).toMatchObject({
      state: "open",
      value: "2 %",
      limit: "2 %",
      rearmsAt: T0 + DAY * 1_000,
      text: "Loss of the day 2 % of 2 %: equity is 9,800.00 USDT of the day's 10,000.00 USDT",
    });
    expect(run.states()).toEqual([`ACTIVE>REDUCING daily_loss: ${run.breaker("daily_loss").text}`]);
    const refused = run.command(run.millis + 1, { kind: "submit", order: draft({ side: "buy", size: "1" }) });
    expect(refused.reason).toMatchObject({ rule: "trading_state", value: "REDUCING" });
  });

  test("takes back what works and would add, and leaves what lowers", () => {
    const run = holding(LIMIT);
    const buy = run.submit(run.millis + 1, { side: "buy", size: "1", price: "90.00" });
    const sell = run.submit(run.millis + 2, { side: "sell", size: "1", price: "110.00" });
    run.price("96.00", "96.02").price("96.00", "96.02");
    expect(run.order(buy)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } });
    expect(run.order(sell).state).toBe("ACCEPTED");
  });

  test("arms itself with the new UTC day, which is measured from its own equity", () => {
    const run = holding(LIMIT).price("96.00", "96.02");
    run.silentUntil(DAY - 1_000);
    expect(run.state).toBe("REDUCING");
    run.silentUntil(DAY);
    expect(run.transitions("daily_loss")).toEqual(["armed>open daily_loss", "open>armed rearm.daily_loss"]);
    expect([run.state, run.engine.riskView().measures.dayOpenEquityAtoms]).toEqual(["ACTIVE", 980_000_000_000n]);
  });

  test("by hand is measured from then for the rest of the day, and from midnight on the next", () => {
    const run = holding(LIMIT).price("96.00", "96.02");
    expect(run.command(run.millis + 1, { kind: "rearm", breaker: "daily_loss", why: "looked at it" }).accepted).toBe(
      true,
    );
    expect(run.transitions("daily_loss").at(-1)).toBe("open>armed cmd-2");
    run.price("94.06", "94.08");
    expect(run.state).toBe("ACTIVE");
    // 2 % of 9,800 is 196: 9,604 at a mid of 92.09.
    run.price("92.08", "92.10");
    expect([run.state, run.breaker("daily_loss").value]).toEqual(["REDUCING", "2 %"]);
  });

  test("stays open after its time while the loss lasts, and says so once", () => {
    const rearm = { ...freeSettings({}).risk.rearm, daily_loss: { kind: "after", micros: 5 * SECOND } } as const;
    const run = holding({ ...LIMIT, rearm })
      .price("96.00", "96.02")
      .seconds(12, "96.00", "96.02");
    expect(run.transitions("daily_loss")).toEqual(["armed>open daily_loss", "open>open daily_loss"]);
    run.seconds(5, ...QUIET);
    expect(run.transitions("daily_loss").at(-1)).toBe("open>armed rearm.daily_loss");
  });
});

describe("drawdown", () => {
  const LIMITS = { drawdownReducePpm: 100_000, drawdownClosePpm: 150_000 };

  test("is measured from the highest equity, not from the start", () => {
    // 10,499.50 at 110; a tenth of it is lost at 9,449.55: 9,449.75 at 89.005, 9,449.50 at 89.
    const run = holding(LIMITS).price("109.99", "110.01").price("89.00", "89.01");
    expect([run.state, run.engine.riskView().measures.peakEquityAtoms]).toEqual(["ACTIVE", 1_049_950_000_000n]);
    run.price("88.99", "89.01");
    expect(run.breaker("drawdown_reduce")).toMatchObject({ state: "open", rearmsAt: null, value: "10.0004 %" });
    expect([run.state, run.breaker("drawdown_close").state]).toEqual(["REDUCING", "armed"]);
  });

  test("closes everything at its second number and halts until it is armed by hand", () => {
    // 8,500 of 10,000 at a mid of 70.01.
    const run = holding(LIMITS).price("70.01", "70.03");
    expect([run.state, run.breaker("drawdown_close").state]).toEqual(["REDUCING", "armed"]);
    run.price("70.00", "70.02").price("70.00", "70.02");
    expect([run.state, run.engine.view().positions[0]?.sizeLots]).toEqual(["HALTED", 0]);
    const closing = run.of("order").findLast(({ order }) => order.origin === "risk")?.order;
    expect(closing).toMatchObject({ state: "FILLED", commandId: null, note: "closes the position: drawdown_close" });
    run.command(run.millis + 1, { kind: "resume" });
    expect(run.state).toBe("HALTED");
    run.command(run.millis + 2, { kind: "rearm", breaker: "drawdown_close", why: "small again" });
    expect(run.state).toBe("REDUCING");
    run.command(run.millis + 3, { kind: "rearm", breaker: "drawdown_reduce", why: "small again" });
    expect([run.state, run.engine.riskView().measures.peakEquityAtoms]).toEqual(["ACTIVE", 849_950_000_000n]);
    run.price("70.00", "70.02");
    expect(run.state).toBe("ACTIVE");
  });

  test("is not ended by whoever resumes while it closes", () => {
    const run = holding(LIMITS);
    run.feed((m) =>
      m.at(run.millis + 1).book({
        bids: [
          ["99.99", "0"],
          ["70.00", "1"],
        ],
        asks: [
          ["100.01", "0"],
          ["70.02", "1"],
        ],
      }),
    );
    run.timer(run.millis + 1_000);
    run.command(run.millis + 1_001, { kind: "resume" });
    expect(run.submit(run.millis + 1_002, { side: "sell", size: "1" })).toBe("ord-3");
    expect(run.order("ord-3").reason).toMatchObject({ value: "FLATTENING" });
  });
});

describe("losses in a row", () => {
  const losing = (run: BreakerRun, count: number) => {
    for (let i = 0; i < count; i++) run.trade("buy", "1").trade("sell", "1");
    return run;
  };

  test("are counted net of fees, and a gain begins anew", () => {
    const run = losing(new BreakerRun({ consecutiveLossesMax: 3 }), 2).trade("buy", "1");
    run
      .price("105.00", "105.02")
      .trade("sell", "1")
      .price(...QUIET);
    expect(run.engine.riskView().measures.losingStreak).toBe(0);
    losing(run, 2);
    expect(run.state).toBe("ACTIVE");
    losing(run, 1);
    expect(run.breaker("consecutive_losses")).toMatchObject({ state: "open", value: "3 losses", limit: "3 losses" });
    expect(run.state).toBe("REDUCING");
  });

  test("are counted anew once their time is over, whatever happened", () => {
    const run = losing(new BreakerRun({ consecutiveLossesMax: 1 }), 1);
    const openedAt = run.breaker("consecutive_losses").since;
    expect(run.breaker("consecutive_losses").rearmsAt).toBe(openedAt + 900 * SECOND);
    run.silentUntil(899_000);
    expect(run.state).toBe("REDUCING");
    run.silentUntil(905_000);
    expect([run.state, run.engine.riskView().measures.losingStreak]).toEqual(["ACTIVE", 0]);
  });

  test("of a strategy stop that strategy alone, and are counted anew once it is armed by hand", () => {
    const strategy = new ScriptedStrategy();
    const strategies = [{ name: "scripted", enabled: true, params: {} }];
    const run = new BreakerRun({ consecutiveLossesMax: 2 }, { strategies }, [strategy]);
    let size = 1;
    const act = (side: "buy" | "sell") => {
      strategy.onNextRow = (ctx) => ctx.submit(draft({ side, size: "1" }), side);
      run.feed((m) => m.at(run.millis + 1).book({ bids: [["50.00", String(size++)]] })).price(...QUIET);
    };
    for (const side of ["buy", "sell", "buy", "sell"] as const) act(side);
    const ID = "consecutive_losses:scripted";
    expect(run.breaker(ID)).toMatchObject({ state: "open", strategy: "scripted", value: "2 losses" });
    expect([run.state, run.breaker("consecutive_losses").value]).toEqual(["ACTIVE", "0 losses"]);
    act("buy");
    const last = () => run.of("order").findLast(({ order }) => order.origin === "strategy:scripted")?.order;
    expect(last()).toMatchObject({ state: "REJECTED", reason: { rule: "breaker" } });
    expect(run.order(run.submit(run.millis + 1, { side: "buy", size: "1" })).state).toBe("SUBMITTED");
    run.command(run.millis + 2, { kind: "rearm", breaker: ID, why: "looked at it" });
    expect(run.engine.riskView().measures.strategies[0]?.losingStreak).toBe(0);
    act("buy");
    expect(last()?.state).not.toBe("REJECTED");
  });
});

describe("volatility", () => {
  const facts = (median24hPpm: number): MarketFacts => ({
    at: micros(T0),
    correlations: [],
    instruments: [
      {
        instrumentId: ABC.id,
        hours: 48,
        volatility: { median24hPpm, averagePpm: 3_000, p25Ppm: 2_000, p75Ppm: 4_000, p95Ppm: 9_000 },
        atrHalfTicks: null,
        dailyVolatilityPpm: null,
        regime: null,
      },
    ],
  });
  const quiet = (median: number) => {
    const run = new BreakerRun({ volatilityFactorMilli: 4_000 });
    run.command(run.millis + 1, { kind: "marketFacts", facts: facts(median) });
    return run.seconds(305, ...QUIET);
  };
  const ID = `volatility:${ABC.id}`;

  test("opens at its multiple of the median, for new risk on that instrument alone", () => {
    // One minute of +1 % and four of none: 10,000 ppm, which is 4 x 2,500.
    expect(quiet(2_501).price("100.99", "101.01").breaker(ID).state).toBe("armed");
    const run = quiet(2_500).price("100.99", "101.01");
    expect(run.breaker(ID)).toMatchObject({ state: "open", value: "4 x of its median", instrumentId: ABC.id });
    expect(run.engine.riskView().measures.instruments[0]).toMatchObject({
      volatilityPpm: 10_000,
      volatilityRegime: "extreme",
    });
    expect(run.state).toBe("ACTIVE");
    const refused = run.command(run.millis + 1, { kind: "submit", order: draft({ side: "buy", size: "1" }) });
    expect(refused.reason).toMatchObject({ rule: "breaker", limit: "4 x of its median" });
  });

  test("cannot be armed by hand while it lasts, and arms itself after its time once it is calm", () => {
    const run = quiet(2_500).price("100.99", "101.01");
    const refused = run.command(run.millis + 1, { kind: "rearm", breaker: ID, why: "hurry" });
    expect(refused.reason?.text).toContain("cannot be armed while its cause lasts");
    run.seconds(899, "100.99", "101.01");
    expect(run.breaker(ID).state).toBe("open");
    run.price("100.99", "101.01");
    expect(run.transitions(ID)).toEqual(["armed>open volatility", "open>armed rearm.volatility"]);
  });

  test("is unknown after a gap until five minutes have been seen again", () => {
    const run = quiet(2_500);
    run.feed((m) => m.at(run.millis + 10).gap());
    run.seconds(299, "100.99", "101.01");
    expect(run.breaker(ID)).toMatchObject({ state: "armed", value: "unknown" });
    run.seconds(2, "100.99", "101.01");
    expect(run.breaker(ID).value).toBe("0 x of its median");
  });
});

describe("data", () => {
  const ID = `data:${ABC.id}`;

  test("opens when the feed was silent for its time, takes back what would add, and arms once it is heard", () => {
    const run = new BreakerRun({ staleFeedMicros: 60 * SECOND });
    const buy = run.submit(run.millis + 1, { side: "buy", size: "1", price: "90.00" });
    // The last row was at 600 ms.
    run.silentUntil(60_000);
    expect(run.breaker(ID).state).toBe("armed");
    run.silentUntil(61_000);
    expect(run.breaker(ID)).toMatchObject({ state: "open", limit: "60 s", value: "60.4 s" });
    run.silentUntil(62_000);
    expect(run.order(buy).state).toBe("CANCELLED");
    run.seconds(60, ...QUIET);
    expect(run.transitions(ID)).toEqual(["armed>open data", "open>armed rearm.data"]);
  });

  test("opens below its quality, of the last full minute", () => {
    // One level a side of 20: 5 of 100.
    const run = (qualityMin: number) => new BreakerRun({ qualityMin }).seconds(125, ...QUIET);
    expect(run(5).breaker(ID)).toMatchObject({ state: "armed", value: "5 of 100" });
    expect(run(6).breaker(ID)).toMatchObject({ state: "open", value: "5 of 100", limit: "6 of 100" });
  });

  test("stays open after a restart while nobody knows the quality, and says so", () => {
    const run = new BreakerRun({ qualityMin: 6 }).seconds(65, ...QUIET);
    run.restart(run.millis + 100).seconds(65, ...QUIET);
    expect(run.transitions(ID)).toEqual(["armed>open data", "open>open data"]);
    expect(run.of("breaker").at(-1)?.event.breaker.text).toContain("cannot be known");
  });

  test("counts no minute that the desk was away itself as one without data", () => {
    const run = new BreakerRun({ qualityMin: 5 }).seconds(65, ...QUIET);
    run.restart(run.millis + 200_000).seconds(2, ...QUIET);
    expect(run.breaker(ID)).toMatchObject({ state: "armed", value: "unknown" });
    expect(run.transitions(ID)).toEqual([]);
  });

  test("takes back what comes to add risk only when something else has closed the position", () => {
    const run = new BreakerRun({ staleFeedMicros: 60 * SECOND }, { instruments: [LINEAR] });
    run.submit(run.millis + 1, { side: "buy", size: "10", spec: LINEAR });
    const sell = run
      .price(...QUIET)
      .submit(run.millis + 1, { side: "sell", size: "10", price: "110.00", spec: LINEAR });
    run.silentUntil(run.millis + 61_000);
    expect([run.breaker(`data:${LINEAR.id}`).state, run.order(sell).state]).toEqual(["open", "ACCEPTED"]);
    const close = { ...draft({ side: "sell", size: "10", spec: LINEAR }), terms: { reduceOnly: true } };
    run.price(...QUIET).command(run.millis + 1, { kind: "submit", order: close });
    run.price(...QUIET).price("120.00", "120.02");
    expect(run.engine.view().positions[0]?.sizeLots).toBe(0);
    expect(run.order(sell)).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } });
  });
});

describe("the dead man's handle", () => {
  const LIMIT = { heartbeatMicros: 60 * SECOND };

  test("is let go after its time without a sign of life, and taken again with the next", () => {
    const run = new BreakerRun(LIMIT);
    run.silentUntil(60_000);
    expect(run.state).toBe("ACTIVE");
    run.silentUntil(61_000);
    expect(run.states()).toEqual([
      "ACTIVE>REDUCING heartbeat: No sign of life of the collector for 60.4 s, at most 60 s",
    ]);
    run.silentUntil(71_000);
    expect(run.command(71_001, { kind: "rearm", breaker: "heartbeat", why: "now" }).accepted).toBe(false);
    run.feed((m) => m.at(72_000).heartbeat());
    run.silentUntil(81_000);
    expect(run.transitions("heartbeat")).toEqual([
      "armed>open heartbeat",
      "open>open heartbeat",
      "open>armed rearm.heartbeat",
    ]);
    expect(run.state).toBe("ACTIVE");
  });

  test("a beat is a sign of life of the collector, and none of the instrument", () => {
    const run = new BreakerRun({ ...LIMIT, staleFeedMicros: 60 * SECOND });
    for (let i = 1; i <= 8; i++) run.feed((m) => m.at(i * 10_000).heartbeat()).silentUntil(i * 10_000 + 5_000);
    expect([run.breaker("heartbeat").state, run.breaker(`data:${ABC.id}`).state]).toEqual(["armed", "open"]);
    expect(run.engine.riskView().measures.instruments[0]?.lastEventAt).toBe(T0 + 600_000);
  });

  test("what the desk did not hear while it was away is nobody's silence", () => {
    const run = new BreakerRun(LIMIT).restart(3_600_000);
    run.silentUntil(3_601_000);
    expect(run.state).toBe("ACTIVE");
    // A restart is no sign of life either: it had been silent for 0.4 s before.
    run.silentUntil(3_659_000);
    expect(run.state).toBe("ACTIVE");
    run.restart(3_659_500).silentUntil(3_661_000);
    expect(run.state).toBe("REDUCING");
  });
});

describe("a strategy's own daily loss", () => {
  const strategies = { scripted: { budgetPpm: 1_000_000, dailyLossPpm: 10_000, method: null } };
  const trading = () => {
    const strategy = new ScriptedStrategy();
    const run = new BreakerRun({ strategies }, { strategies: [{ name: "scripted", enabled: true, params: {} }] }, [
      strategy,
    ]);
    strategy.onNextRow = (ctx) => {
      ctx.submit(draft({ side: "buy", size: "50" }), "entry");
      ctx.submit(draft({ side: "buy", size: "1", price: "80.00" }), "rests");
    };
    const nudge = () => run.feed((m) => m.at(run.millis + 1).book({ bids: [["50.00", "1"]] }));
    nudge();
    return { run: run.price(...QUIET), strategy, nudge };
  };

  test("stops its entries and nobody else's", () => {
    const { run, strategy, nudge } = trading();
    // Bought at 100.01; 1 % of 10,000 is lost at a mid of 98.01.
    run.price("98.01", "98.03");
    expect(run.breaker("daily_loss:scripted").state).toBe("armed");
    run.price("98.00", "98.02");
    expect(run.breaker("daily_loss:scripted")).toMatchObject({ state: "open", strategy: "scripted", value: "1 %" });
    strategy.onNextRow = (ctx) => ctx.submit(draft({ side: "buy", size: "1" }), "again");
    nudge();
    run.price("98.00", "98.02").price("98.00", "98.02");
    expect(run.order("ord-2")).toMatchObject({ state: "CANCELLED", reason: { rule: "cancelled_by_risk" } });
    expect(run.order("ord-3")).toMatchObject({ state: "REJECTED", reason: { rule: "breaker" } });
    expect([run.state, run.order(run.submit(run.millis + 1, { side: "buy", size: "1" })).state]).toEqual([
      "ACTIVE",
      "SUBMITTED",
    ]);
  });
});

describe("a person", () => {
  test("cannot set ACTIVE over an open breaker of the desk, and is told which and how it arms", () => {
    const run = holding({ dailyLossPpm: 20_000 }).price("96.00", "96.02");
    const refused = run.command(run.millis + 1, { kind: "setTradingState", state: "ACTIVE" });
    expect(refused.reason).toMatchObject({ rule: "breaker", value: "daily_loss" });
    expect(refused.reason?.text).toContain("it may arm itself at 2024-08-10 00:00:00 UTC");
  });

  test("may ask for less than breakers do, with a reason that is kept; the stricter counts", () => {
    const run = holding({ dailyLossPpm: 20_000 });
    run.command(run.millis + 1, { kind: "setTradingState", state: "HALTED", why: "lunch" });
    run.price("96.00", "96.02");
    expect(run.engine.riskView()).toMatchObject({ tradingState: "HALTED", handState: "HALTED" });
    run.command(run.millis + 1, { kind: "resume" });
    expect(run.states()).toEqual([
      "ACTIVE>HALTED cmd-2: set by hand to HALTED: lunch",
      `HALTED>REDUCING cmd-3: resumed; ${run.breaker("daily_loss").text} keeps it REDUCING`,
    ]);
    expect(run.engine.riskView()).toMatchObject({ handState: "ACTIVE", stateCause: run.breaker("daily_loss").text });
  });

  test("is refused to arm what is armed or not there", () => {
    const run = new BreakerRun({});
    for (const breaker of ["daily_loss", "ghost"]) {
      expect(run.command(run.millis + 1, { kind: "rearm", breaker, why: "" }).reason).toMatchObject({
        rule: "breaker",
      });
    }
  });
});

test("events are counted without holes, and a restore at any of them changes nothing", () => {
  const settings = freeSettings({ dailyLossPpm: 20_000, drawdownReducePpm: 100_000, drawdownClosePpm: 150_000 });
  const play = (isRestored: boolean) => {
    const run = new BreakerRun(settings.risk).trade("buy", "50");
    for (const bid of ["96.00", "95.00", "89.00", "70.00", "69.00", "75.00"]) {
      if (isRestored) run.engine = Engine.restore(settings, () => [], run.engine.checkpoint());
      run.price(bid, (Number(bid) + 0.02).toFixed(2));
    }
    return run;
  };
  const [through, restored] = [play(false), play(true)];
  expect(restored.engine.digest()).toBe(through.engine.digest());
  const seqs = through.of("breaker").map(({ event }) => event.seq);
  expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  expect(seqs.length).toBeGreaterThanOrEqual(3);
});
