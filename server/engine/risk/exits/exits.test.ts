import { describe, expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { Engine } from "@/server/engine/kernel/engine";
import { BreakerRun, freeSettings } from "@/server/testing/breaker-run";
import { ABC, draft } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { PerpRun } from "@/server/testing/perp-run";
import { INVERSE, LINEAR } from "@/server/testing/perpetuals";
import { exitLevels } from "./exit-levels";

const SECOND = 1_000_000;

/** Ten bought at 100.00, whose mid is that second 99.995. */
const long = (risk: Partial<RiskSettings>) => new BreakerRun(risk).price("99.99", "100.00").trade("buy", "10");

const exitsOf = (run: BreakerRun | PerpRun) =>
  run.of("risk").flatMap(({ event }) => (event.kind === "position_exit" ? [`${event.cause}: ${event.text}`] : []));

const heldBy = (run: BreakerRun | PerpRun) => run.engine.view().positions[0]?.sizeLots;

describe("a position is closed", () => {
  test("by its stop, at the number and not before", () => {
    const run = long({ stopPpm: 50_000 }).price("95.00", "95.01");
    expect(run.engine.riskView().measures.instruments[0]).toMatchObject({ gainPpm: -49_950, stopHalfTicks: 19_000 });
    expect(exitsOf(run)).toEqual([]);
    run.price("94.99", "95.01");
    expect(exitsOf(run)).toEqual([
      "stopPpm: ABC/USDT is closed by its stop: price 95.00 reached 95.00, 5 % from its entry; entry 100.00",
    ]);
    run.price("94.99", "95.01");
    expect(heldBy(run)).toBe(0);
    const closing = run.of("order").findLast(({ order }) => order.origin === "risk")?.order;
    expect(closing).toMatchObject({ state: "FILLED", type: "market", note: "closes the position: stop reached" });
  });

  test("by its target", () => {
    const run = long({ targetPpm: 100_000 }).price("109.98", "110.00");
    expect(exitsOf(run)).toEqual([]);
    run.price("109.99", "110.01").price("109.99", "110.01");
    expect([exitsOf(run).length, heldBy(run)]).toEqual([1, 0]);
    expect(exitsOf(run)[0]).toContain("targetPpm: ABC/USDT is closed by its target: price 110.00 reached 110.00");
  });

  test("by its trailing stop, once it has gained what switches it on, from the best price", () => {
    const risk = { trailActivationPpm: 20_000, trailPpm: 10_000 };
    // A gain of 1.995 % and back: not yet.
    expect(exitsOf(long(risk).price("101.99", "102.00").price("99.99", "100.00"))).toEqual([]);
    // 102 is 2 %: the stop stands at 100.98, and with 103 at 101.97.
    const run = long(risk).price("101.99", "102.01").price("102.99", "103.01").price("101.97", "101.98");
    expect(exitsOf(run)).toEqual([]);
    run.price("101.96", "101.98");
    expect(exitsOf(run)).toEqual([
      "trailPpm: ABC/USDT is closed by its trailing stop: price 101.97 reached 101.97, 1 % from its best price; entry 100.00",
    ]);
  });

  test("when it was held for its time", () => {
    const run = long({ holdingMicrosMax: 60 * SECOND });
    const { openedAt, closesAt } = run.engine.riskView().measures.instruments[0] ?? {};
    expect(closesAt).toBe((openedAt ?? 0) + 60 * SECOND);
    run.seconds(60, "99.99", "100.00");
    expect(exitsOf(run)).toEqual([]);
    run.seconds(2, "99.99", "100.00");
    expect([exitsOf(run).length, heldBy(run)]).toEqual([1, 0]);
    expect(exitsOf(run)[0]).toContain("holdingMicrosMax: ABC/USDT is closed by its holding time: held for 60.");
  });
});

describe("exits by ATR", () => {
  const facts = (atrHalfTicks: number | null): MarketFacts => ({
    at: micros(T0),
    correlations: [],
    instruments: [
      { instrumentId: ABC.id, hours: 48, volatility: null, atrHalfTicks, dailyVolatilityPpm: null, regime: null },
    ],
  });
  const byAtr = (atrHalfTicks: number | null) => {
    const run = long({ exitMethod: "atr", atrStopMilli: 2_000, atrTargetMilli: 1_500, stopPpm: 30_000 });
    run.command(run.millis + 1, { kind: "marketFacts", facts: facts(atrHalfTicks) });
    return run;
  };

  test("stand two ATR under the entry and one and a half times as far above", () => {
    // An ATR of 1.00: stop at 98, target at 103.
    const run = byAtr(200);
    expect(run.engine.riskView().measures.instruments[0]).toMatchObject({
      stopHalfTicks: 19_600,
      targetHalfTicks: 20_600,
    });
    run.price("97.99", "98.01");
    expect(exitsOf(run)[0]).toContain(
      "atrStopMilli: ABC/USDT is closed by its stop by ATR: price 98.00 reached 98.00, 2 ATR(14)",
    );
  });

  test("fall back on per cent while the ATR is not known, and say so", () => {
    const run = byAtr(null).price("96.99", "97.01");
    expect(exitsOf(run)[0]).toContain("its ATR is not known, so the per cent count");
  });

  test("do the same with one of zero, of a market that stood still: no stop lies on the entry", () => {
    const run = byAtr(0).price("99.99", "100.01").price("97.00", "97.02");
    expect(exitsOf(run)).toEqual([]);
    expect(exitsOf(run.price("96.99", "97.01"))[0]).toContain("stopPpm: ABC/USDT is closed by its stop");
  });
});

describe("closing by an exit", () => {
  test("takes back what works there, refuses what comes, and closes each lot once", () => {
    const run = long({ stopPpm: 50_000 });
    const target = run.submit(run.millis + 1, { side: "sell", size: "10", price: "110.00" });
    const entry = run.submit(run.millis + 2, { side: "buy", size: "1", price: "90.00" });
    run.price("94.99", "95.01");
    const refused = run.command(run.millis + 1, { kind: "submit", order: draft({ side: "buy", size: "1" }) });
    expect(refused.reason).toMatchObject({ rule: "trading_state", value: "CLOSING" });
    run.seconds(3, "94.99", "95.01");
    for (const id of [target, entry]) expect(run.order(id)).toMatchObject({ reason: { rule: "cancelled_by_risk" } });
    expect(
      run
        .fills()
        .filter(({ side }) => side === "sell")
        .reduce((sum, { sizeLots }) => sum + sizeLots, 0),
    ).toBe(1_000);
    expect(run.command(run.millis + 1, { kind: "submit", order: draft({ side: "buy", size: "1" }) }).accepted).toBe(
      true,
    );
  });

  test("lets a closing order that is on its way count, and sends none beside it", () => {
    const run = long({ stopPpm: 50_000 });
    run.submit(999 + Math.floor(run.millis / 1_000) * 1_000, { side: "sell", size: "10" });
    run.price("94.99", "95.01").seconds(2, "94.99", "95.01");
    expect(heldBy(run)).toBe(0);
    expect(run.of("order").filter(({ order }) => order.origin === "risk")).toEqual([]);
  });

  test("waits for a book, says so once, and goes on though the price comes back", () => {
    const run = long({ stopPpm: 50_000 }).price("94.99", "95.01");
    const waiting = long({ stopPpm: 50_000 });
    waiting.feed((m) =>
      m
        .at(waiting.millis + 1)
        .book({
          bids: [
            ["99.99", "0"],
            ["94.99", "5"],
          ],
          asks: [["95.01", "5"]],
        })
        .gap(),
    );
    waiting.silentUntil(5_000).silentUntil(6_000);
    expect(exitsOf(waiting).filter((text) => text.includes("Waiting to sell"))).toHaveLength(1);
    expect(heldBy(waiting)).toBe(1_000);
    waiting.price("99.99", "100.00").seconds(2, "99.99", "100.00");
    expect([heldBy(waiting), heldBy(run.price("94.99", "95.01"))]).toEqual([0, 0]);
  });

  test("ends a bracket, whose exits are not sent again", () => {
    const run = new BreakerRun({ stopPpm: 50_000 }).price("99.99", "100.00");
    const bracket = {
      stop: { ticks: 9_000 as never, limitTicks: null },
      trail: null,
      target: { ticks: 12_000 as never },
    };
    const order = { ...draft({ side: "buy", size: "10", price: "100.00" }), terms: { bracket } };
    run.command(run.millis + 1, { kind: "submit", order });
    run.seconds(2, "99.99", "100.00").seconds(4, "94.99", "95.01").seconds(5, "99.99", "100.00");
    expect([heldBy(run), run.engine.view().working]).toEqual([0, []]);
  });

  test("is the same after a restore at any second of it", () => {
    const risk = { stopPpm: 50_000, trailActivationPpm: 20_000, trailPpm: 10_000 };
    const play = (isRestored: boolean) => {
      const run = long(risk);
      for (const bid of ["101.99", "104.00", "103.50", "102.80", "102.70", "102.70", "102.70"]) {
        if (isRestored) run.engine = Engine.restore(freeSettings(risk), () => [], run.engine.checkpoint());
        run.price(bid, (Number(bid) + 0.02).toFixed(2));
      }
      return run;
    };
    const [through, restored] = [play(false), play(true)];
    expect(restored.engine.digest()).toBe(through.engine.digest());
    expect([heldBy(through), exitsOf(through).length]).toEqual([0, 1]);
  });
});

describe("perpetuals", () => {
  const BOOK = { bids: [["99.99", "5000"]], asks: [["100.00", "5000"]] } as const;
  const change = freeSettings({ stopPpm: 50_000 });

  test("a short is closed when its mark has risen to its stop", () => {
    const run = new PerpRun({ instruments: [LINEAR], change: { risk: change.risk } }).feed((m) =>
      m.at(0).snapshot(BOOK).mark("100.00"),
    );
    run.submit(1, { side: "sell", size: "10", spec: LINEAR });
    run.timer(1_000);
    // Sold at 99.99: 5 % above is 104.9895.
    run.feed((m) => m.at(1_500).mark("104.989")).timer(2_000);
    expect(exitsOf(run)).toEqual([]);
    run
      .feed((m) => m.at(2_500).mark("104.9895"))
      .timer(3_000)
      .timer(4_000);
    expect(exitsOf(run)[0]).toContain(
      "is closed by its stop: price 104.9895 reached 104.9895, 5 % from its entry; entry 99.99",
    );
    expect(heldBy(run)).toBe(0);
  });

  test("of an inverse contract the price counts, not the coin", () => {
    const run = new PerpRun({ instruments: [INVERSE], balance: "100", change: { risk: change.risk } });
    run.feed((m) =>
      m
        .at(0)
        .snapshot({ bids: [["100.0", "5000"]], asks: [["100.1", "5000"]] })
        .mark("100.0"),
    );
    run.submit(1, { side: "buy", size: "10", spec: INVERSE });
    run.timer(1_000);
    expect(run.engine.riskView().measures.instruments[0]?.gainPpm).toBe(-999);
    run.feed((m) => m.at(1_500).mark("95.1")).timer(2_000);
    expect(exitsOf(run)).toEqual([]);
    run
      .feed((m) => m.at(2_500).mark("95.0"))
      .timer(3_000)
      .timer(4_000);
    expect([exitsOf(run).length, heldBy(run)]).toEqual([1, 0]);
  });
});

test("a stop never lies beyond its number, whatever is held", () => {
  const { risk } = freeSettings({ stopPpm: 33_333, targetPpm: 77_777 });
  const { stop, target } = exitLevels({
    risk,
    atrHalfTicks: null,
    isLong: true,
    entry: 10_000_333n,
    best: 10_000_333n,
  });
  // 10000333 x 0.966667 = 9666991.898…, x 1.077777 = 10778128.898…
  expect([stop.price, target.price]).toEqual([9_666_991n, 10_778_129n]);
  const short = exitLevels({ risk, atrHalfTicks: null, isLong: false, entry: 10_000_333n, best: 10_000_333n });
  // x 1.033333 = 10333674.098…, x 0.922223 = 9222537.10…
  expect([short.stop.price, short.target.price]).toEqual([10_333_675n, 9_222_537n]);
});
