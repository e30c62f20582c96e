import type { Effect } from "@/server/domain/effect";
import type { Fill, Order, OrderState } from "@/server/domain/order";
import { isFinal } from "@/server/domain/order";
import type { EquitySample, RoundTrip } from "@/server/domain/portfolio";
import type { Signal } from "@/server/domain/signal";
import { ThinnedCurve } from "./thinned-curve";

/** Rows kept of each kind; counts and sums go on past them. */
export const ROWS_MAX = 10_000;
const CURVE_POINTS_MAX = 1_000;

export type Kept<T> = Readonly<{ count: number; rows: readonly T[] }>;

export type Tally = Readonly<{
  /** Final orders, in the order in which they ended, and those still working. */
  orders: Kept<Order> & Readonly<{ states: Readonly<Partial<Record<OrderState, number>>> }>;
  fills: Kept<Fill>;
  roundTrips: Kept<RoundTrip> & Readonly<{ won: number }>;
  signals: Readonly<Record<Signal["action"], number>>;
  /** Why orders were refused or ended early: rule -> orders. */
  reasons: Readonly<Record<string, number>>;
  /** Null when nothing was applied. */
  equity: Readonly<{ last: EquitySample; lowAtoms: bigint; highAtoms: bigint; maxDrawdownAtoms: bigint }> | null;
  /** Evenly thinned; first and last kept. */
  curve: readonly EquitySample[];
}>;

class Keeper<T> {
  count = 0;
  readonly rows: T[] = [];

  add(row: T): void {
    this.count += 1;
    if (this.rows.length < ROWS_MAX) this.rows.push(row);
  }

  kept(): Kept<T> {
    return { count: this.count, rows: this.rows };
  }
}

/** Sums up a run's effects in constant memory. */
export class RunTally {
  readonly #working = new Map<string, Order>();
  readonly #closed = new Keeper<Order>();
  readonly #fills = new Keeper<Fill>();
  readonly #trips = new Keeper<RoundTrip>();
  readonly #states = new Map<OrderState, number>();
  readonly #reasons = new Map<string, number>();
  readonly #signals = { enter: 0, exit: 0, hold: 0, cancel: 0 };
  readonly #curve = new ThinnedCurve<EquitySample>(CURVE_POINTS_MAX);
  #won = 0;
  #last: EquitySample | null = null;
  #low = 0n;
  #high = 0n;
  #drawdown = 0n;

  add(effect: Effect): void {
    if (effect.kind === "order") this.#order(effect.order);
    else if (effect.kind === "fill") this.#fills.add(effect.fill);
    else if (effect.kind === "roundTrip") this.#trip(effect.trip);
    else if (effect.kind === "signal") this.#signals[effect.signal.action] += 1;
    else if (effect.kind === "equity") this.#equity(effect.sample);
  }

  result(): Tally {
    const working = [...this.#working.values()];
    const states = new Map(this.#states);
    for (const { state } of working) states.set(state, (states.get(state) ?? 0) + 1);
    return {
      orders: {
        count: this.#closed.count + working.length,
        rows: [...this.#closed.rows, ...working].slice(0, ROWS_MAX),
        states: Object.fromEntries(states),
      },
      fills: this.#fills.kept(),
      roundTrips: { ...this.#trips.kept(), won: this.#won },
      signals: { ...this.#signals },
      reasons: Object.fromEntries(this.#reasons),
      equity: this.#last && {
        last: this.#last,
        lowAtoms: this.#low,
        highAtoms: this.#high,
        maxDrawdownAtoms: this.#drawdown,
      },
      curve: this.#curve.points(),
    };
  }

  #order(order: Order): void {
    if (!isFinal(order.state)) {
      this.#working.set(order.id, order);
      return;
    }
    this.#working.delete(order.id);
    // A page shows the pictures of the book; a tally of thousands of orders has no room for them.
    this.#closed.add({ ...order, decisionBook: null, arrivalBook: null });
    this.#states.set(order.state, (this.#states.get(order.state) ?? 0) + 1);
    const rule = order.reason?.rule;
    if (rule) this.#reasons.set(rule, (this.#reasons.get(rule) ?? 0) + 1);
  }

  #trip(trip: RoundTrip): void {
    this.#trips.add(trip);
    if (trip.pnlAtoms > 0n) this.#won += 1;
  }

  #equity(sample: EquitySample): void {
    const equity = sample.equityAtoms;
    if (this.#last === null || equity < this.#low) this.#low = equity;
    if (this.#last === null || equity > this.#high) this.#high = equity;
    if (this.#high - equity > this.#drawdown) this.#drawdown = this.#high - equity;
    this.#last = sample;
    this.#curve.add(sample);
  }
}
