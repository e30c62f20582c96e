import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Execution, MatchingEngine } from "./matching-engine";
import type { Side } from "./price-level";

type Act =
  | { kind: "limit"; side: Side; ticks: number; lots: number }
  | { kind: "market"; side: Side; lots: number }
  | { kind: "cancel"; nth: number };

const side = fc.constantFrom<Side>("bid", "ask");
const lots = fc.integer({ min: 1, max: 20 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("limit" as const), side, ticks: fc.integer({ min: 95, max: 105 }), lots }),
  fc.record({ kind: fc.constant("market" as const), side, lots }),
  fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(40) }),
);

type Resting = { id: number; side: Side; ticks: number; lots: number };

/** The obvious venue: one list of orders in order of time, searched anew for each fill. */
class ObviousVenue {
  orders: Resting[] = [];
  executions: Omit<Execution, "takerOrderId">[] = [];

  submit(id: number, order: { side: Side; ticks: number | null; lots: number }): void {
    let left = order.lots;
    while (left > 0) {
      const maker = this.#best(order.side === "bid" ? "ask" : "bid", order.ticks);
      if (maker === undefined) break;
      const traded = Math.min(left, maker.lots);
      maker.lots -= traded;
      left -= traded;
      this.executions.push({
        ticks: maker.ticks,
        lots: traded,
        makerOrderId: maker.id,
        isBuyerMaker: maker.side === "bid",
      });
      this.orders = this.orders.filter((other) => other.lots > 0);
    }
    if (left > 0 && order.ticks !== null) this.orders.push({ id, side: order.side, ticks: order.ticks, lots: left });
  }

  #best(makers: Side, limit: number | null): Resting | undefined {
    const better = (a: number, b: number) => (makers === "ask" ? a < b : a > b);
    let best: Resting | undefined;
    for (const order of this.orders) {
      if (order.side !== makers || (limit !== null && better(limit, order.ticks))) continue;
      if (best === undefined || better(order.ticks, best.ticks)) best = order;
    }
    return best;
  }

  levels(of: Side): [number, number][] {
    const byTicks = new Map<number, number>();
    for (const order of this.orders)
      if (order.side === of) byTicks.set(order.ticks, (byTicks.get(order.ticks) ?? 0) + order.lots);
    return [...byTicks].sort(([a], [b]) => (of === "bid" ? b - a : a - b));
  }
}

describe("the matching engine", () => {
  // Guarantee: price, then time; every fill, its maker and the book agree with the obvious venue.
  test("agrees with a list of orders searched anew for each fill, for every sequence", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const executions: Omit<Execution, "takerOrderId">[] = [];
        const engine = new MatchingEngine({
          onExecution: ({ ticks, lots: traded, makerOrderId, isBuyerMaker }) =>
            void executions.push({ ticks, lots: traded, makerOrderId, isBuyerMaker }),
        });
        const obvious = new ObviousVenue();
        for (const a of acts) {
          if (a.kind === "cancel") {
            const target = obvious.orders[a.nth % Math.max(1, obvious.orders.length)];
            if (target === undefined) continue;
            expect(engine.cancel(target.id)).toBe(target.lots);
            obvious.orders = obvious.orders.filter((order) => order !== target);
            continue;
          }
          const placed = a.kind === "limit" ? engine.submitLimit(a) : engine.submitMarket(a.side, a.lots);
          obvious.submit(placed.orderId, { ...a, ticks: a.kind === "limit" ? a.ticks : null });
          const [bid, ask] = [engine.best("bid"), engine.best("ask")];
          if (bid !== null && ask !== null) expect(bid.ticks).toBeLessThan(ask.ticks);
        }
        expect(executions).toEqual(obvious.executions);
        for (const s of ["bid", "ask"] as const) expect(engine.side(s).top(100)).toEqual(obvious.levels(s));
      }),
      { numRuns: 300 },
    );
  });

  test("filled, rested and refused lots are all the lots there were", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 80 }), (acts) => {
        let traded = 0;
        const engine = new MatchingEngine({ onExecution: (e) => void (traded += e.lots) });
        let [taken, rested, cancelled] = [0, 0, 0];
        for (const a of acts) {
          if (a.kind === "cancel") cancelled += engine.cancel(a.nth);
          else {
            const placed = a.kind === "limit" ? engine.submitLimit(a) : engine.submitMarket(a.side, a.lots);
            taken += placed.filledLots;
            rested += placed.restingLots;
            expect(placed.filledLots + placed.restingLots).toBeLessThanOrEqual(a.lots);
            if (a.kind === "limit") expect(placed.filledLots + placed.restingLots).toBe(a.lots);
          }
        }
        const displayed = (["bid", "ask"] as const)
          .flatMap((s) => engine.side(s).top(1000))
          .reduce((sum, [, l]) => sum + l, 0);
        expect(taken).toBe(traded);
        expect(rested - traded - cancelled).toBe(displayed);
      }),
    );
  });
});

describe("a shadow", () => {
  // Guarantee: a shadow's place is the place a real order would have. Two venues live through the same acts, one
  // with a shadow, one with a real order in its stead: the queue ahead is equal at all times until the real one is
  // first filled, and the shadow is first filled by the same act, by the same lots.
  test("has the place, and the first fill, of a real order in its stead", () => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 30 }),
        fc.array(act, { maxLength: 60 }),
        fc.record({ side, ticks: fc.integer({ min: 95, max: 105 }), lots }),
        (before, after, own) => {
          const fills = { shadow: 0, real: 0 };
          let ownId = -1;
          const shadowed = new MatchingEngine({ onShadowFill: (fill) => void (fills.shadow += fill.lots) });
          const real = new MatchingEngine({
            onExecution: (e) => void (fills.real += e.makerOrderId === ownId ? e.lots : 0),
          });
          const run = (engine: MatchingEngine, a: Act) => {
            if (a.kind === "cancel") return a.nth === ownId ? 0 : engine.cancel(a.nth);
            return a.kind === "limit" ? engine.submitLimit(a) : engine.submitMarket(a.side, a.lots);
          };
          for (const a of before) for (const engine of [shadowed, real]) run(engine, a);
          const opposite = real.best(own.side === "bid" ? "ask" : "bid");
          fc.pre(opposite === null || (own.side === "bid" ? own.ticks < opposite.ticks : own.ticks > opposite.ticks));
          ownId = real.submitLimit(own).orderId;
          expect(shadowed.submitShadow(own).orderId).toBe(ownId);
          for (const a of after) {
            expect(shadowed.queuePlace(ownId)).toEqual(real.queuePlace(ownId));
            for (const engine of [shadowed, real]) run(engine, a);
            expect(fills.shadow).toBe(fills.real);
            if (fills.real > 0) return;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("stands at its true place and fills only by what trades past it", () => {
    const fills: number[] = [];
    const engine = new MatchingEngine({ onShadowFill: (fill) => void fills.push(fill.lots) });
    const first = engine.submitLimit({ side: "bid", ticks: 100, lots: 5 });
    const { orderId } = engine.submitShadow({ side: "bid", ticks: 100, lots: 3 });
    engine.submitLimit({ side: "bid", ticks: 100, lots: 4 });
    expect(engine.queuePlace(orderId)).toMatchObject({ aheadLots: 5, behindLots: 4, ownLots: 3 });
    expect(engine.lotsAt("bid", 100)).toBe(9);
    engine.submitMarket("ask", 3);
    expect([fills, engine.queuePlace(orderId)?.aheadLots]).toEqual([[], 2]);
    engine.cancel(first.orderId);
    expect(engine.queuePlace(orderId)?.aheadLots).toBe(0);
    engine.submitMarket("ask", 2);
    expect([fills, engine.lotsAt("bid", 100)]).toEqual([[2], 2]);
  });

  test("must rest", () => {
    const engine = new MatchingEngine();
    engine.submitLimit({ side: "ask", ticks: 101, lots: 1 });
    expect(() => engine.submitShadow({ side: "bid", ticks: 101, lots: 1 })).toThrow(
      /a shadow must rest: bid 101 crosses 101/,
    );
    expect(engine.submitShadow({ side: "bid", ticks: 100, lots: 1 }).restingLots).toBe(1);
  });
});
