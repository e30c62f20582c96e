// Guarantee: what the ticket says would be refused is what the engine's own pre-trade checks refuse,
// by the same rule, for every order, book and account.
import fc from "fast-check";
import { expect, test } from "vitest";
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { OrderDraft, ReasonRule } from "@/server/domain/order";
import { ticks } from "@/server/domain/ticks";
import type { TradingState } from "@/server/domain/trading-state";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { DeskOrder } from "@/server/engine/orders/desk-order";
import { reservedCashAtoms } from "@/server/engine/orders/desk-order";
import { orderCost } from "@/server/engine/risk/order-cost";
import { preTradeRefusal } from "@/server/engine/risk/pre-trade";
import { type CheckInput, checkOrder, firstRefusal } from "./order-checks";
import { BTC, order } from "./testing";

const NOW = 1_000_000_000;
const RISK = {
  positionCapPpm: 250_000,
  staleFeedMicros: 60e6,
  staleBookMicros: 5e6,
  ordersPerMinuteMax: 60,
  openOrdersMax: 4,
};
/** Rules that only the venue knows, at arrival. */
const AT_ARRIVAL: ReadonlySet<ReasonRule> = new Set(["post_only_would_cross", "fok_not_fillable"]);

function engineRule({ draft, spec, book, account, risk }: CheckInput): ReasonRule | null {
  const market = new InstrumentMarket(0, spec);
  market.book.clear(NOW, false);
  for (const [price, size] of book.bids) market.book.level(SIDE.bid, price, size);
  for (const [price, size] of book.asks) market.book.level(SIDE.ask, price, size);
  market.book.touched(NOW, true);
  market.lastEventAt = NOW;
  market.lastBookAt = NOW;
  const reserved = account.working.reduce(
    (sum, working) =>
      sum + reservedCashAtoms({ order: working, amends: [], budgetAtoms: null } as unknown as DeskOrder, spec),
    0n,
  );
  const opposite = account.working.filter((w) => w.side !== draft.side).map((w) => Number(w.limitTicks));
  const mid = market.book.midHalfTicks() ?? 0;
  const refusal = preTradeRefusal({
    draft,
    origin: "manual",
    market,
    now: NOW,
    risk,
    gate: { state: account.tradingState, strategiesRun: true, flattening: null },
    outage: null,
    isReduction: false,
    isExit: false,
    heldLots: account.heldLots,
    freeLots: account.working.reduce(
      (free, w) => (w.side === "sell" ? free - (w.sizeLots - w.filledLots) : free),
      account.heldLots,
    ),
    freeCashAtoms: account.cashAtoms - reserved,
    equityAtoms: account.equityAtoms,
    exposureAtoms: (BigInt(mid) * BigInt(account.heldLots) * spec.atomsPerTickLot) / 2n + reserved,
    openOrders: account.working.length,
    ordersLastMinute: 0,
    ownOppositeTicks:
      opposite.length === 0 ? null : draft.side === "buy" ? Math.min(...opposite) : Math.max(...opposite),
    perp: null,
    cost: () => orderCost(market, draft),
  });
  return refusal?.rule ?? null;
}

const side = fc.constantFrom("buy" as const, "sell" as const);
const level = (from: number, to: number) =>
  fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 400_000 }));
const levels = (from: number, to: number) =>
  fc.uniqueArray(level(from, to), { maxLength: 6, selector: ([price]) => price });
const anyOrder = fc.record({
  side,
  limitTicks: fc.integer({ min: 9_980, max: 10_020 }),
  sizeLots: fc.integer({ min: 1_000, max: 300_000 }),
  filledLots: fc.integer({ min: 0, max: 900 }),
});
const anyDraft = fc.record({
  side,
  limitTicks: fc.option(fc.integer({ min: 9_980, max: 10_020 })),
  sizeLots: fc.integer({ min: 1, max: 3_000_000 }),
});
const anyInput = fc
  .record({
    draft: anyDraft,
    bids: levels(9_980, 9_999),
    asks: levels(10_000, 10_020),
    working: fc.array(anyOrder, { maxLength: 5 }),
    heldLots: fc.integer({ min: 0, max: 500_000 }),
    cash: fc.bigInt({ min: 0n, max: 2_000_000_000_000n }),
    state: fc.constantFrom<TradingState>("ACTIVE", "REDUCING", "HALTED"),
  })
  .map(
    ({ draft, bids, asks, working, heldLots, cash, state }): CheckInput => ({
      draft: {
        instrumentId: BTC.id,
        side: draft.side,
        type: draft.limitTicks === null ? "market" : "limit",
        timeInForce: draft.limitTicks === null ? "IOC" : "GTC",
        postOnly: false,
        limitTicks: draft.limitTicks === null ? null : ticks(draft.limitTicks),
        sizeLots: lots(draft.sizeLots),
      } satisfies OrderDraft,
      spec: BTC,
      instruments: [BTC],
      book: { bids: bids.sort((a, b) => b[0] - a[0]), asks: asks.sort((a, b) => a[0] - b[0]) },
      feedState: "live",
      account: {
        cashAtoms: cash,
        equityAtoms: cash + 500_000_000_000n,
        heldLots,
        tradingState: state,
        working: working.map((w, i) =>
          order({
            id: `ord-${i}`,
            side: w.side,
            limitTicks: ticks(w.limitTicks),
            sizeLots: lots(w.sizeLots),
            filledLots: lots(w.filledLots),
            decidedAt: micros(NOW),
          }),
        ),
      },
      risk: RISK,
    }),
  );

test("the ticket foresees exactly what the engine refuses", () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const foreseen = firstRefusal(checkOrder(input).filter((check) => !AT_ARRIVAL.has(check.rule)));
      expect(foreseen?.rule ?? null).toBe(engineRule(input));
    }),
    { numRuns: 2_000 },
  );
});
