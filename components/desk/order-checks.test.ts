// Guarantee: what the ticket says would be refused is what the engine's own pre-trade checks refuse,
// by the same rule, for every order, book and account.

import fc from "fast-check";
import { expect, test } from "vitest";
import { atoms } from "@/server/domain/atoms";
import { initialMarginAtoms, unrealisedAtoms } from "@/server/domain/contract-math";
import { type InstrumentSpec, notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import {
  hasLimit,
  isConditional,
  type Order,
  type OrderDraft,
  type OrderTerms,
  type ReasonRule,
} from "@/server/domain/order";
import { limitCostAtoms } from "@/server/domain/order-cost";
import type { Position } from "@/server/domain/portfolio";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import type { InstrumentMeasure } from "@/server/domain/risk/risk-view";
import { ticks } from "@/server/domain/ticks";
import type { TradingState } from "@/server/domain/trading-state";
import { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { MarginTerms } from "@/server/engine/margin/margin-terms";
import type { DeskOrder } from "@/server/engine/orders/desk-order";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import { Clusters } from "@/server/engine/risk/clusters";
import { fundsFor } from "@/server/engine/risk/funds";
import { orderCost } from "@/server/engine/risk/order-cost";
import { preTradeRefusal } from "@/server/engine/risk/pre-trade";
import { reason } from "@/server/engine/risk/reason";
import { riskInput } from "@/server/engine/risk/risk-input";
import { type CheckInput, checkOrder, firstRefusal } from "./order-checks";
import type { SeenRisk } from "./order-limits";
import { BTC, BTC_INVERSE, BTC_PERP, margin, order, position, seenRisk } from "./testing";

const NOW = 1_000_000_000;
const RISK = { ...DEFAULT_RISK, positionCapPpm: 250_000, openOrdersMax: 4 };
/** Rules that only the venue knows, at arrival. */
const AT_ARRIVAL: ReadonlySet<ReasonRule> = new Set(["post_only_would_cross", "fok_not_fillable"]);

/** The engine's own rules over its own reckoning of funds; only the account is put there by hand. */
function engineRule(input: CheckInput): ReasonRule | null {
  const { draft, spec, instruments, book, account, risk } = input;
  const markets = instruments.map((one, i) => new InstrumentMarket(i, one));
  const [market, second] = markets as [InstrumentMarket, InstrumentMarket];
  fill(market, book);
  const mark = account.positions[1]?.markHalfTicks ?? 0;
  fill(second, { bids: [[mark / 2 - 1, 1]], asks: [[mark / 2 + 1, 1]], lastTicks: null });
  market.lastTicks = book.lastTicks;
  const others = account.working.map((working) => deskOrder(working, instruments));
  const cost = () => orderCost(market, draft);
  const portfolio = portfolioOf(account);
  const terms = { of: () => account.margin } as unknown as MarginTerms;
  const funds = fundsFor({ markets, portfolio, terms }, { market, draft, others, cost });
  const opposite = account.working.flatMap((w) =>
    w.instrumentId !== spec.id || w.side === draft.side || w.limitTicks === null || isConditional(w.type)
      ? []
      : [Number(w.limitTicks)],
  );
  const asked = {
    ...funds,
    draft,
    origin: "manual" as const,
    market,
    now: NOW,
    isReduction: false,
    equityAtoms: account.equityAtoms,
  };
  const quality = risk.measures.instruments[0]?.quality ?? null;
  const deps = {
    markets,
    portfolio,
    risk,
    clusters: new Clusters({ markets, risk }),
    books: { lotsOf: () => 0, enteredAt: () => null },
    parents: () => ({ entersFor: () => false }),
    outlook: {
      qualityOf: () => quality,
      isBlocked: () => (risk.breakers.length > 0 ? reason("breaker", "open") : null),
    },
  };
  const refusal = preTradeRefusal({
    ...asked,
    ...riskInput(deps, asked, { role: "single", others }),
    isAmend: false,
    risk: risk.settings,
    gate: { state: account.tradingState, strategiesRun: true, flattening: null, closing: [] },
    outage: null,
    isExit: false,
    openOrders: account.working.length,
    ordersLastMinute: 0,
    ownOppositeTicks:
      opposite.length === 0 ? null : draft.side === "buy" ? Math.min(...opposite) : Math.max(...opposite),
    cost,
  });
  expect(funds.heldLots).toBe(account.positions[0]?.sizeLots);
  return refusal?.rule ?? null;
}

function fill(market: InstrumentMarket, book: CheckInput["book"]): void {
  market.book.clear(NOW, false);
  for (const [price, size] of book.bids) market.book.level(SIDE.bid, price, size);
  for (const [price, size] of book.asks) market.book.level(SIDE.ask, price, size);
  market.book.touched(NOW, true);
  market.lastEventAt = NOW;
  market.lastBookAt = NOW;
}

/** A spot buy at market that waits keeps 2 % more than it would cost at its trigger. */
function deskOrder(working: Order, instruments: readonly InstrumentSpec[]): DeskOrder {
  const instrument = instruments.findIndex(({ id }) => id === working.instrumentId);
  const spec = instruments[instrument] as InstrumentSpec;
  const isBounded = spec.contract !== null || working.side === "sell" || working.limitTicks !== null;
  const cost = limitCostAtoms(spec, working.stopTicks ?? 0, { lots: working.sizeLots - working.filledLots });
  return {
    order: working,
    instrument,
    amends: [],
    budgetAtoms: isBounded ? null : cost + (cost * 20_000n) / 1_000_000n,
  } as unknown as DeskOrder;
}

function portfolioOf(account: CheckInput["account"]): Portfolio {
  const at = (index: number) => account.positions[index] as Position;
  const valueAtoms = (market: InstrumentMarket) =>
    (BigInt(market.mark() ?? 0) * BigInt(at(market.index).sizeLots) * market.spec.atomsPerTickLot) / 2n;
  return {
    cashAtoms: account.cashAtoms,
    heldLots: (index: number) => at(index).sizeLots,
    held: (index: number) => at(index),
    valueAtoms: (market: InstrumentMarket) =>
      market.mark() === null ? at(market.index).costAtoms : valueAtoms(market),
  } as unknown as Portfolio;
}

const side = fc.constantFrom("buy" as const, "sell" as const);
const level = (from: number, to: number) =>
  fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 400_000 }));
const levels = (from: number, to: number) =>
  fc.uniqueArray(level(from, to), { maxLength: 6, selector: ([price]) => price });
const price = fc.integer({ min: 9_980, max: 10_020 });
const isReduceOnly = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
const anyOrder = fc.record({
  side,
  kind: fc.constantFrom("limit" as const, "limit" as const, "stop" as const),
  ticks: price,
  sizeLots: fc.integer({ min: 1_000, max: 300_000 }),
  filledLots: fc.integer({ min: 0, max: 900 }),
  linkId: fc.constantFrom(null, null, "link-1"),
  isReduceOnly,
  isOther: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
});
const wideOr = (ppm: number) => fc.constantFrom(10_000_000, 10_000_000, ppm);
const anyRisk = fc.record({
  caps: fc.record({
    sectorCapPpm: wideOr(150_000),
    clusterCapPpm: wideOr(120_000),
    grossCapPpm: wideOr(200_000),
    netCapPpm: wideOr(150_000),
    openPositionsMax: fc.constantFrom(1, 2, 10),
    spreadMaxPpm: fc.constantFrom(800, 10_000),
  }),
  correlationPpm: fc.constantFrom(null, 500_000, 900_000),
  isOtherSector: fc.boolean(),
  quality: fc.constantFrom(null, null, 59, 60),
  isBlocked: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const anyDraft = fc.record({
  side,
  kind: fc.constantFrom("market" as const, "limit" as const, "stop" as const, "stop_limit" as const, "trail" as const),
  limitTicks: price,
  triggerTicks: price,
  sizeLots: fc.integer({ min: 1, max: 3_000_000 }),
  isReduceOnly,
  hasBracket: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});
const anyAccount = fc.record({
  bids: levels(9_980, 9_999),
  asks: levels(10_000, 10_020),
  lastTicks: fc.option(price),
  working: fc.array(anyOrder, { maxLength: 5 }),
  heldLots: fc.oneof(fc.constant(0), fc.integer({ min: -500_000, max: 500_000 })),
  otherLots: fc.oneof(fc.constant(0), fc.integer({ min: -1_000_000, max: 1_000_000 })),
  risk: anyRisk,
  cash: fc.oneof(fc.bigInt({ min: 0n, max: 20_000_000_000n }), fc.bigInt({ min: 0n, max: 2_000_000_000_000n })),
  state: fc.constantFrom<TradingState>("ACTIVE", "ACTIVE", "REDUCING", "HALTED"),
  mode: fc.constantFrom("isolated" as const, "cross" as const),
  leverage: fc.integer({ min: 1, max: 25 }),
});

type Wish = typeof anyDraft extends fc.Arbitrary<infer T> ? T : never;
type Stand = typeof anyAccount extends fc.Arbitrary<infer T> ? T : never;

function draftOf(spec: InstrumentSpec, wish: Wish): OrderDraft {
  const type = wish.kind === "trail" ? "trailing_stop" : wish.kind;
  const terms: OrderTerms = {
    ...(type === "stop" || type === "stop_limit" ? { trigger: { ticks: ticks(wish.triggerTicks), by: "last" } } : {}),
    ...(type === "trailing_stop" ? { trail: { distance: { ppm: 1_000 }, activationTicks: null, by: "last" } } : {}),
    ...(wish.isReduceOnly ? { reduceOnly: true } : {}),
    ...(wish.hasBracket
      ? { bracket: { stop: { ticks: ticks(9_990), limitTicks: null }, trail: null, target: null } }
      : {}),
  };
  return {
    instrumentId: spec.id,
    side: wish.side,
    type,
    timeInForce: type === "market" ? "IOC" : "GTC",
    postOnly: false,
    limitTicks: hasLimit(type) ? ticks(wish.limitTicks) : null,
    sizeLots: lots(wish.sizeLots),
    terms,
  };
}

const otherOf = (spec: InstrumentSpec): InstrumentSpec => ({ ...spec, id: `${spec.id}-other`, base: "ETH" });

function heldOf(
  spec: InstrumentSpec,
  { sizeLots, mid, stand }: { sizeLots: number; mid: number; stand: Stand },
): Position {
  const costAtoms = atoms(notionalAtoms(spec, 10_000, Math.abs(sizeLots)) * (sizeLots < 0 ? -1n : 1n));
  const unrealised = mid === 0 ? 0n : unrealisedAtoms(spec, { sizeLots, costAtoms }, mid * 500_000);
  const { mode, leverage } = stand;
  const initialAtoms = atoms(initialMarginAtoms(costAtoms < 0n ? 0n - costAtoms : costAtoms, leverage));
  return position({
    instrumentId: spec.id,
    sizeLots,
    costAtoms,
    unrealisedAtoms: atoms(unrealised),
    markHalfTicks: mid === 0 ? null : mid,
    margin: spec.contract === null ? null : margin({ mode, leverage, initialAtoms }),
  });
}

function riskOf(
  spec: InstrumentSpec,
  { caps, correlationPpm, isOtherSector, quality, isBlocked }: Stand["risk"],
): SeenRisk {
  const seen = seenRisk({ ...RISK, ...caps, sectors: isOtherSector ? { ETH: "L2" } : {} });
  const pair = { a: `${spec.id}-other`, b: spec.id, bars: 700 };
  const breaker = {
    id: "volatility",
    kind: "volatility",
    state: "open",
    instrumentId: spec.id,
    strategy: null,
  } as const;
  return {
    ...seen,
    facts:
      correlationPpm === null
        ? null
        : { at: micros(NOW), instruments: [], correlations: [{ ...pair, ppm: correlationPpm }] },
    breakers: isBlocked
      ? [{ ...breaker, since: micros(NOW), rearmsAt: null, value: "5 ×", limit: "4 ×", text: "too wild" }]
      : [],
    measures: { ...seen.measures, instruments: [{ instrumentId: spec.id, quality } as InstrumentMeasure] },
  };
}

function inputOf(spec: InstrumentSpec, wish: Wish, stand: Stand): CheckInput {
  const { bids, asks, lastTicks, cash, state, leverage, mode } = stand;
  const long = (size: number) => (spec.contract === null ? Math.abs(size) : size);
  const mid =
    bids.length === 0 || asks.length === 0 ? 0 : Math.max(...bids.map(([p]) => p)) + Math.min(...asks.map(([p]) => p));
  const other = otherOf(spec);
  return {
    draft: draftOf(spec, wish),
    spec,
    instruments: [spec, other],
    book: { bids: bids.sort((a, b) => b[0] - a[0]), asks: asks.sort((a, b) => a[0] - b[0]), lastTicks },
    feedState: "live",
    account: {
      cashAtoms: cash,
      equityAtoms: cash + 500_000_000_000n,
      positions: [
        heldOf(spec, { sizeLots: long(stand.heldLots), mid, stand }),
        heldOf(other, { sizeLots: long(stand.otherLots), mid: 20_000, stand }),
      ],
      margin: { mode, leverage },
      tradingState: state,
      working: stand.working.map((w, i) =>
        order({
          id: `ord-${i}`,
          instrumentId: w.isOther ? other.id : spec.id,
          side: w.side,
          type: w.kind,
          limitTicks: w.kind === "stop" ? null : ticks(w.ticks),
          stopTicks: w.kind === "stop" ? ticks(w.ticks) : null,
          sizeLots: lots(w.sizeLots),
          filledLots: lots(w.filledLots),
          linkId: w.isOther || w.linkId === null ? null : w.linkId,
          terms: w.isReduceOnly ? { reduceOnly: true } : {},
          decidedAt: micros(NOW),
        }),
      ),
    },
    risk: riskOf(spec, stand.risk),
  };
}

const SPECS = [
  ["spot", BTC],
  ["a linear perpetual", BTC_PERP],
  ["an inverse perpetual", BTC_INVERSE],
] as const;

test.each(SPECS)("the ticket foresees exactly what the engine refuses: %s", (_name, spec) => {
  fc.assert(
    fc.property(anyDraft, anyAccount, (wish, stand) => {
      const input = inputOf(spec, wish, stand);
      const foreseen = firstRefusal(checkOrder(input).filter((check) => !AT_ARRIVAL.has(check.rule)));
      expect(foreseen?.rule ?? null).toBe(engineRule(input));
    }),
    { numRuns: 1_000 },
  );
});

const LIMITS: readonly ReasonRule[] = [
  "breaker",
  "data_quality",
  "spread",
  "position_cap",
  "sector_cap",
  "cluster_cap",
  "gross_cap",
  "net_cap",
  "open_positions",
];

test.each(SPECS)("the markets drawn for it come to every rule in question: %s", (_name, spec) => {
  const drawn = fc.sample(fc.tuple(anyDraft, anyAccount), { numRuns: 2_000, seed: 7 });
  const rules = new Set(drawn.map(([wish, stand]) => engineRule(inputOf(spec, wish, stand))));
  const own: ReasonRule[] = spec.contract === null ? ["cash", "holdings"] : ["margin", "leverage"];
  expect([...rules]).toEqual(
    expect.arrayContaining([...own, ...LIMITS, null, "self_cross", "reduce_only", "bracket", "trading_state"]),
  );
});
