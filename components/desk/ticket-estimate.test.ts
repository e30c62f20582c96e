import { describe, expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import type { OrderDraft } from "@/server/domain/order";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { ticks } from "@/server/domain/ticks";
import type { CheckInput } from "./order-checks";
import type { Account } from "./order-funds";
import { BTC, BTC_PERP, margin, marketView, order, position, seenRisk } from "./testing";
import { estimateTicket } from "./ticket-estimate";

const RISK = { ...DEFAULT_RISK, positionCapPpm: 250_000, openOrdersMax: 10 };

const account = (over: Partial<Account> = {}): Account => ({
  cashAtoms: parseAtoms("10000"),
  equityAtoms: parseAtoms("10000"),
  positions: [],
  margin: { mode: "isolated", leverage: 1 },
  working: [],
  tradingState: "ACTIVE",
  ...over,
});

/** Prices near 100.00 USDT; 0.5 BTC is 50,000 lots. */
function input(draft: Partial<OrderDraft>, over: Partial<CheckInput> = {}): CheckInput {
  const scale = (levels: readonly (readonly [number, number])[]) => levels.map(([p, s]) => [p, s * 1_000] as const);
  const book = marketView();
  return {
    draft: {
      instrumentId: BTC.id,
      side: "buy",
      type: "limit",
      timeInForce: "GTC",
      postOnly: false,
      limitTicks: ticks(10_000),
      sizeLots: lots(50_000),
      ...draft,
    },
    spec: BTC,
    instruments: [BTC],
    book: { bids: scale(book.bids), asks: scale(book.asks), lastTicks: book.lastTicks },
    feedState: "live",
    account: account(),
    risk: seenRisk(RISK),
    ...over,
  };
}

describe("estimateTicket", () => {
  test("a limit at the touch rests behind what is displayed there and costs the maker fee", () => {
    const estimate = estimateTicket(input({}));
    // 0.5 BTC at 100.00 is 50 USDT; 0.1 % of it 0.05.
    expect(estimate).toMatchObject({
      takenLots: 0,
      restingLots: 50_000,
      aheadLots: 100_000,
      lostLots: 0,
      slippageBps: null,
      feeAtoms: parseAtoms("0.05"),
      positionAfterLots: 50_000,
      refusal: null,
    });
    // At the mid of 100.01.
    expect(estimate.exposureAfterAtoms).toBe(parseAtoms("50.005"));
  });

  test("a market order walks, and what the book does not hold is lost, not invented", () => {
    const estimate = estimateTicket(
      input({ type: "market", limitTicks: null, timeInForce: "IOC", sizeLots: lots(800_000) }),
    );
    expect(estimate).toMatchObject({ takenLots: 750_000, lostLots: 50_000, restingLots: 0 });
  });

  test("a crossing limit takes first and rests the remainder", () => {
    const estimate = estimateTicket(input({ limitTicks: ticks(10_002), sizeLots: lots(200_000) }));
    expect(estimate).toMatchObject({ takenLots: 150_000, restingLots: 50_000, averageTicks: 10_002, aheadLots: 0 });
    expect(estimate.slippageBps).toBeCloseTo(1e4 / 10_001, 6);
  });
});

describe("refusals are foreseen with their rule", () => {
  const refusal = (draft: Partial<OrderDraft>, over: Partial<CheckInput> = {}) =>
    estimateTicket(input(draft, over)).refusal?.rule;

  test.each([
    ["halted", { account: account({ tradingState: "HALTED" as const }) }, "trading_state"],
    [
      "reducing, and it would raise the position",
      { account: account({ tradingState: "REDUCING" as const }) },
      "trading_state",
    ],
    ["stale data", { feedState: "stale" as const }, "stale_data"],
    ["no cash", { account: account({ cashAtoms: parseAtoms("50") }) }, "cash"],
    ["above a quarter of the equity", { account: account({ equityAtoms: parseAtoms("100") }) }, "position_cap"],
    [
      "ten orders working",
      { account: account({ working: Array.from({ length: 10 }, (_, i) => order({ id: `ord-${i}` })) }) },
      "open_orders",
    ],
  ])("%s", (_name, over, rule) => {
    expect(refusal({}, over)).toBe(rule);
  });

  test("cash that a working order may need is not free", () => {
    const working = [order({ sizeLots: lots(60_000), limitTicks: ticks(10_000) })];
    expect(refusal({}, { account: account({ cashAtoms: parseAtoms("110"), working }) })).toBe("cash");
    expect(refusal({}, { account: account({ cashAtoms: parseAtoms("111"), working }) })).toBeUndefined();
  });

  test("too small for the venue", () => {
    expect(refusal({ sizeLots: lots(9_000) })).toBe("min_notional");
    expect(refusal({ sizeLots: lots(10_000) })).toBeUndefined();
  });

  test("selling more than is held", () => {
    const held = { account: account({ positions: [position({ sizeLots: 50_000 })] }) };
    expect(refusal({ side: "sell", limitTicks: ticks(10_005) }, held)).toBeUndefined();
    expect(refusal({ side: "sell", limitTicks: ticks(10_005), sizeLots: lots(50_001) }, held)).toBe("holdings");
  });

  test("reducing lets a sale of what is held through", () => {
    const reducing = { account: account({ positions: [position({ sizeLots: 50_000 })], tradingState: "REDUCING" }) };
    expect(refusal({ side: "sell", limitTicks: ticks(10_005) }, reducing)).toBeUndefined();
  });

  test("trading with oneself, post-only through the touch, and a kill that cannot fill", () => {
    const own = { account: account({ working: [order({ side: "sell", limitTicks: ticks(10_000) })] }) };
    expect(refusal({}, own)).toBe("self_cross");
    expect(refusal({ postOnly: true, limitTicks: ticks(10_002) })).toBe("post_only_would_cross");
    expect(refusal({ timeInForce: "FOK", limitTicks: ticks(10_002), sizeLots: lots(150_001) })).toBe(
      "fok_not_fillable",
    );
  });

  test("a book without one side is no market to trade on", () => {
    expect(refusal({ type: "market", limitTicks: null }, { book: { bids: [], asks: [], lastTicks: null } })).toBe(
      "stale_data",
    );
  });
});

describe("a perpetual", () => {
  const perp = (draft: Partial<OrderDraft>, over: Partial<Account> = {}) =>
    estimateTicket(
      input(
        { instrumentId: BTC_PERP.id, ...draft },
        {
          spec: BTC_PERP,
          instruments: [BTC_PERP],
          account: account({ margin: { mode: "isolated", leverage: 10 }, ...over }),
        },
      ),
    );
  const held = (sizeLots: number, over = {}) =>
    position({ instrumentId: BTC_PERP.id, sizeLots, margin: margin(over), markHalfTicks: 20_002 });

  test("is sold short without holding anything, backed by its margin", () => {
    const estimate = perp({ side: "sell", limitTicks: ticks(10_002) });
    expect(estimate).toMatchObject({ refusal: null, positionAfterLots: -50_000 });
    // 0.5 BTC at the mid of 100.01, a tenth of it.
    expect(estimate.exposureAfterAtoms).toBe(parseAtoms("50.005"));
    expect(estimate.marginAfterAtoms).toBe(parseAtoms("5.0005"));
    // Entry 100.02, collateral 5.001: equity 5.001 - 0.5 (p - 100.02) = 0.004 * 0.5 p, so p = 55.011 / 0.502 = 109.583…
    expect(estimate.liquidationTicks).toBe(10_958);
  });

  test("more than the cap is too much on either side", () => {
    const few = { equityAtoms: parseAtoms("100") };
    expect(perp({ side: "sell", limitTicks: ticks(10_002) }, few).refusal?.rule).toBe("position_cap");
    expect(perp({ side: "buy" }, few).refusal?.rule).toBe("position_cap");
  });

  test("what closes needs neither margin nor room, and reduce-only is cut to what is there", () => {
    const broke = { cashAtoms: 0n, equityAtoms: parseAtoms("1"), positions: [held(-20_000, {})] };
    expect(perp({ side: "buy", sizeLots: lots(20_000) }, broke).refusal).toBeNull();
    const cut = perp({ side: "buy", sizeLots: lots(50_000), terms: { reduceOnly: true } }, broke);
    expect(cut).toMatchObject({ refusal: null, positionAfterLots: 0, marginAfterAtoms: null, liquidationTicks: null });
    expect(perp({ side: "sell", terms: { reduceOnly: true } }, broke).refusal?.rule).toBe("reduce_only");
  });
});
