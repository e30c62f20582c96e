import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { MarginTier } from "@/server/domain/instrument";
import { draft, testSettings } from "@/server/testing/engine-run";
import { PerpRun, plain } from "@/server/testing/perp-run";
import { LINEAR, withTiers } from "@/server/testing/perpetuals";

const MARGIN = `margin:${LINEAR.id}` as const;
const BOOK = { bids: [["99.99", "500"]], asks: [["100.00", "500"]] } as const;
const opened = (wish: ConstructorParameters<typeof PerpRun>[0] = {}) =>
  new PerpRun(wish).feed((m) => m.at(0).snapshot(BOOK));
/** "sell 10" at market, or "sell 10 99.99"; known 400 ms later. */
const at = (run: PerpRun, millis: number, wish: string) => {
  const [side, size = "", price] = wish.split(" ");
  const priced = price === undefined ? {} : { price };
  const id = run.submit(millis, { side: side === "buy" ? "buy" : "sell", size, spec: LINEAR, ...priced });
  run.timer(millis + 400);
  return id;
};
const refusal = (run: PerpRun, id: string) => run.order(id).reason;

describe("a short", () => {
  test("is sold without holding anything, earns as the price falls, and is bought back", () => {
    const run = opened();
    at(run, 1, "sell 10");
    // 999.90 at 10 times: 99.99 of margin, 0.05 % fee = 0.49995.
    expect(run.balances("cash", MARGIN, "fees")).toEqual(["9899.51005", "99.99", "0.49995"]);
    expect(run.position()).toMatchObject({ sizeLots: -10_000, costAtoms: -99_990_000_000n });
    run.feed((m) => m.at(500).mark("90.00"));
    expect(plain(run.position().unrealisedAtoms ?? 0n)).toBe("99.9");
    run.feed((m) =>
      m.at(600).book({
        asks: [
          ["100.00", "0"],
          ["90.00", "500"],
        ],
        bids: [
          ["99.99", "0"],
          ["89.99", "500"],
        ],
      }),
    );
    at(run, 700, "buy 10");
    expect(run.balances("realised", MARGIN, "cash")).toEqual(["-99.9", "0", "10098.95005"]);
    const [trip] = run.of("roundTrip").map(({ trip: one }) => one);
    // 999.90 − 900 − 0.49995 − 0.45
    expect([trip?.maxSizeLots, plain(trip?.pnlAtoms ?? 0n)]).toEqual([10_000, "98.95005"]);
  });

  test("is opened by an order that goes through zero: one trip ends, the next begins, its fee divided", () => {
    const run = opened();
    at(run, 1, "buy 10");
    at(run, 500, "sell 30");
    expect(run.position()).toMatchObject({ sizeLots: -20_000, costAtoms: -199_980_000_000n });
    // The long's margin came back; 20 × 99.99 at 10 times.
    expect(run.balances(MARGIN, "realised")).toEqual(["199.98", "0.1"]);
    const trips = run.of("roundTrip").map(({ trip }) => trip);
    // 999.90 − 1,000 − 0.5 − a third of 1.49985
    expect(trips.map(({ pnlAtoms, fillIds }) => [plain(pnlAtoms), fillIds])).toEqual([
      ["-1.09995", ["fill-1", "fill-2"]],
    ]);
    at(run, 1_000, "buy 20");
    const [, second] = run.of("roundTrip").map(({ trip }) => trip);
    // 1,999.80 − 2,000 − two thirds of 1.49985 − 1
    expect([plain(second?.pnlAtoms ?? 0n), second?.fillIds]).toEqual(["-2.1999", ["fill-2", "fill-3"]]);
    expect(run.balance("fees")).toBe(parseAtoms("2.99985"));
  });

  test("is taken over as the price rises", () => {
    const run = opened();
    at(run, 1, "sell 10");
    // 99.99 × 1.1 / 1.005 = 109.4417…
    run.feed((m) => m.at(500).mark("109.44"));
    expect(run.position().margin?.liquidationTicks).toBe(10_944);
    run.timer(900);
    expect(run.position().sizeLots).toBe(-10_000);
    run.feed((m) => m.at(1_000).mark("109.45"));
    run.timer(1_300);
    expect(run.position().sizeLots).toBe(0);
    expect(run.of("order").at(-1)?.order).toMatchObject({ side: "buy", role: "liquidation" });
  });
});

describe("before an order is sent", () => {
  test("what it opens must be backed with margin and fee", () => {
    const run = opened();
    // 1,000 × 99.99 at 10 times is 9,999, and 0.05 % of 99,990 is 49.995 more.
    const id = at(run, 1, "sell 1000 99.99");
    expect(refusal(run, id)).toMatchObject({
      rule: "margin",
      limit: "10,000.00 USDT",
      value: "10,048.9951 USDT",
      distance: "48.9951 USDT",
    });
  });

  test("working orders of the worse side are set aside, those that close are not", () => {
    const run = opened({ leverage: 5 });
    at(run, 1, "buy 10 90.00");
    at(run, 500, "sell 10 110.00");
    // The dearer side: 1,100 / 5 + 0.55 + an atom for each of 10,000 lots; the other one costs nothing more.
    const id = at(run, 1_000, "buy 1000 90.00");
    expect(refusal(run, id)?.limit).toBe("9,779.4499 USDT");
    at(run, 1_500, "buy 10");
    // 200 and a fee of 0.5 are gone. Now the sell only closes, and the buy opens: 900 / 5 + 0.45 + 0.0001.
    const next = at(run, 2_000, "buy 900 90.00");
    expect(refusal(run, next)?.limit).toBe("9,619.0499 USDT");
  });

  test("closing never needs cash", () => {
    const run = opened({ balance: "100.51" });
    at(run, 1, "buy 10 100.00");
    expect(plain(run.engine.view().equity.cashAtoms)).toBe("0.01");
    const id = at(run, 500, "sell 10");
    expect(run.order(id).state).toBe("FILLED");
  });

  test("the position cap counts what is held either way, at the mark", () => {
    const run = opened({ change: { risk: { ...testSettings().risk, positionCapPpm: 250_000 } } });
    at(run, 1, "sell 20");
    // 25 % of 9,998.8… is 2,499.7; 20 × 99.995 are held.
    expect(refusal(run, at(run, 500, "sell 6"))?.rule).toBe("position_cap");
    expect(run.order(at(run, 1_000, "sell 4")).state).toBe("FILLED");
    // The other way it closes first: 24 and 24 more.
    expect(run.order(at(run, 1_500, "buy 48")).state).toBe("FILLED");
  });

  test("a tier that allows less leverage refuses it", () => {
    const tiers: readonly MarginTier[] = [
      { upToAtoms: parseAtoms("5000"), maintenancePpm: 5_000, maxLeverage: 20 },
      { upToAtoms: null, maintenancePpm: 50_000, maxLeverage: 5 },
    ];
    const run = opened({ instruments: [withTiers(LINEAR, tiers)] });
    expect(refusal(run, at(run, 1, "sell 51 99.99"))).toMatchObject({
      rule: "leverage",
      limit: "5",
      value: "10",
    });
    expect(run.order(at(run, 500, "sell 50 99.99")).state).toBe("FILLED");
  });
});

describe("steering", () => {
  test("flatten and kill close shorts too, with an order that only reduces", () => {
    const run = opened();
    at(run, 1, "sell 10");
    run.command(500, { kind: "flatten" });
    run.timer(1_000);
    run.timer(2_000);
    expect(run.position().sizeLots).toBe(0);
    expect(run.of("order").at(-1)?.order).toMatchObject({ side: "buy", origin: "risk", terms: { reduceOnly: true } });
  });

  test("REDUCING lets through what lowers a short, and takes back what would add to it", () => {
    const run = opened();
    at(run, 1, "sell 10");
    const adds = at(run, 500, "sell 5 110.00");
    const closes = at(run, 1_000, "buy 5 90.00");
    run.command(1_500, { kind: "setTradingState", state: "REDUCING" });
    run.timer(2_000);
    expect([run.order(adds).state, run.order(closes).state]).toEqual(["CANCELLED", "ACCEPTED"]);
    expect(refusal(run, at(run, 2_500, "sell 1"))?.rule).toBe("trading_state");
    // 5 of the 10 are being closed already: 6 more would go through zero.
    expect(refusal(run, at(run, 3_000, "buy 6"))?.rule).toBe("trading_state");
    expect(run.order(at(run, 3_500, "buy 5")).state).toBe("FILLED");
  });

  test("leverage is set while nothing is held and nothing works, within the instrument's limit", () => {
    const run = opened();
    const set = (millis: number, leverage: number) =>
      run.command(millis, { kind: "setLeverage", instrumentId: LINEAR.id, leverage, mode: "cross" });
    expect(set(1, 51).reason).toMatchObject({ rule: "leverage", limit: "50", value: "51", distance: "1" });
    expect(set(2, 0).reason?.rule).toBe("leverage");
    expect(set(3, 20).accepted).toBe(true);
    expect(run.position().margin).toMatchObject({ mode: "cross", leverage: 20 });
    expect(run.riskKinds()).toEqual(["leverage"]);
    const id = run.submit(10, { side: "buy", size: "1", price: "90.00", spec: LINEAR });
    expect(set(20, 10).reason?.rule).toBe("leverage");
    run.command(30, { kind: "cancel", orderId: id });
    run.timer(500);
    expect(set(600, 10).accepted).toBe(true);
    at(run, 700, "sell 1");
    expect(set(1_200, 5).reason?.text).toContain("held");
  });

  test("leverage of spot is refused in words", () => {
    const run = opened();
    const outcome = run.command(1, { kind: "setLeverage", instrumentId: "test:ABC/USDT", leverage: 2, mode: "cross" });
    expect(outcome.reason?.rule).toBe("unknown_instrument");
    expect(draft({ side: "buy", size: "1" }).instrumentId).toBe("test:ABC/USDT");
  });
});
