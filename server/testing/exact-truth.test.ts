/**
 * The `exact` model against a venue that knows: the simulated market's matching engine, in which a shadow really
 * stands. The two share no line of code.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Execution, MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import { FLAG, KIND, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { rowsOf } from "@/server/services/queue-truth/rows-of";
import { aheadOf, ShadowField, type ShadowOrder } from "@/server/services/queue-truth/shadow-field";
import { ABC } from "./engine-run";
import { T0 } from "./market-builder";

type Side = "bid" | "ask";
type Act = { kind: "limit"; side: Side; ticks: number; lots: number } | { kind: "cancel"; nth: number };

const side = fc.constantFrom<Side>("bid", "ask");
const limit = fc.record({
  kind: fc.constant("limit" as const),
  side,
  ticks: fc.integer({ min: 99, max: 101 }),
  lots: fc.integer({ min: 1, max: 20 }),
});
const act: fc.Arbitrary<Act> = fc.oneof(limit, fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(40) }));
const codeOf = (of: Side): number => (of === "bid" ? SIDE.bid : SIDE.ask);

/** The matching engine as an order-by-order feed, and a field of shadows that follows it. */
class Watched {
  readonly field = new ShadowField({ spec: ABC, models: [{ kind: "exact" }] });
  readonly truth: number[] = [];
  readonly #ids: number[] = [];
  readonly #executions: Execution[] = [];
  readonly #levels = new Map<string, [Side, number]>();
  readonly engine = new MatchingEngine({
    onExecution: (execution) => void this.#executions.push(execution),
    onLevelChange: (of, ticks) => void this.#levels.set(`${of}:${ticks}`, [of, ticks]),
    onShadowFill: ({ lots }) => void this.truth.push(lots),
  });
  readonly #rows = new MarketBlockBuilder();
  at = T0;

  constructor() {
    this.#push({ kind: KIND.bookClear, flags: FLAG.snapshot });
    // Far away, so that neither side is ever empty.
    this.run({ kind: "limit", side: "bid", ticks: 1, lots: 1 });
    this.run({ kind: "limit", side: "ask", ticks: 1_000, lots: 1 });
  }

  run(what: Act): void {
    this.at += 1_000;
    const placed = what.kind === "limit" ? this.engine.submitLimit(what) : null;
    if (placed) this.#ids.push(placed.orderId);
    if (what.kind === "cancel") this.#cancel(what.nth);
    for (const { ticks, lots, makerOrderId, isBuyerMaker } of this.#executions.splice(0)) {
      const maker = isBuyerMaker ? "bid" : "ask";
      this.#push({ kind: KIND.trade, side: 1 - codeOf(maker), ticks, lots, flags: FLAG.end });
      this.#order(makerOrderId, { side: maker, ticks }, this.engine.order(makerOrderId)?.lots ?? 0, FLAG.traded);
    }
    if (placed && placed.restingLots > 0 && what.kind === "limit")
      this.#order(placed.orderId, what, placed.restingLots);
    for (const [of, ticks] of this.#levels.values()) {
      this.#push({ kind: KIND.bookLevel, side: codeOf(of), ticks, lots: this.engine.lotsAt(of, ticks), flags: 0 });
    }
    this.#levels.clear();
    this.#rows.flagLast(FLAG.end);
    for (const row of rowsOf(this.#rows.take())) this.field.apply(row);
  }

  /** One of those that rest, but not of the first two. */
  #cancel(nth: number): void {
    const resting = this.#ids.slice(2).flatMap((id) => this.engine.order(id) ?? []);
    const order = resting[nth % Math.max(resting.length, 1)];
    if (!order) return;
    const { id, side: of, ticks } = order;
    this.engine.cancel(id);
    this.#order(id, { side: of, ticks }, 0);
  }

  #order(
    id: number,
    { side: of, ticks }: { side: Side; ticks: number },
    ...[lots, flags = 0]: [number, number?]
  ): void {
    this.#push({ kind: KIND.order, seq: id, side: codeOf(of), ticks, lots, flags });
  }

  #push(
    row: Readonly<{ kind: number; seq?: number; side?: number; ticks?: number; lots?: number; flags: number }>,
  ): void {
    const { kind, seq = 0, side: code = 0, ticks = 0, lots = 0, flags } = row;
    const at = micros(this.at);
    const rest = { exchangeAt: at, receivedAt: at, instrument: 0 };
    this.#rows.push({ ...rest, kind, seq, side: code, priceTicks: ticks, sizeLots: lots, flags });
  }
}

// Guarantee: until it is first filled, exact stands where a real order would, and it is first filled by the same act;
// where an order behind it trades, by the same lots.
test("exact is where the matching engine has it", () => {
  let filled = 0;
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 30 }),
      fc.array(act, { maxLength: 60 }),
      limit,
      (before, after, { side: of, ticks, lots }) => {
        const watched = new Watched();
        for (const one of before) watched.run(one);
        const opposite = watched.engine.best(of === "bid" ? "ask" : "bid")?.ticks ?? Number.NaN;
        fc.pre(of === "bid" ? ticks < opposite : ticks > opposite);
        const order = watched.field.enter({ side: codeOf(of), priceTicks: ticks, lots, at: watched.at });
        const { orderId } = watched.engine.submitShadow({ side: of, ticks, lots });
        const [shadow] = (order as ShadowOrder).shadows;
        if (!shadow) throw new Error("there is no shadow");
        for (const one of after) {
          expect(aheadOf(shadow, codeOf(of))).toBe(watched.engine.queuePlace(orderId)?.aheadLots);
          watched.run(one);
          expect(shadow.fills.length > 0).toBe(watched.truth.length > 0);
          if (watched.truth.length === 0) continue;
          filled++;
          if (shadow.fills.every(({ rule }) => rule === "exact_queue")) {
            expect(sum(shadow.fills.map((fill) => fill.lots))).toBe(sum(watched.truth));
          }
          return;
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(filled).toBeGreaterThan(50);
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
