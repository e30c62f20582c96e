import type { Micros } from "@/server/domain/micros";
import type { Side } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import { TimedQueue, type Wake } from "@/server/engine/kernel/scheduler";

/** DOMAIN.md 2: 100 ms, 1 s, 10 s, 60 s. */
export const MARKOUT_HORIZONS_MICROS = [100_000, 1_000_000, 10_000_000, 60_000_000] as const;

type Subject = Readonly<{ number: number; orderId: string; side: Side; priceTicks: number }>;
type Due = Subject & Readonly<{ at: number; seq: number; horizonMicros: number }>;
type Measured = Readonly<{ horizonMicros: number; at: number; midHalfTicks: number; bps: number }>;

/** One fill's markouts: how many horizons are still to come, and what waits for the desk to know of the fill. */
type Following = { fillId: string | null; left: number; waiting: Measured[] };

export type MarkoutsState = Readonly<{
  seq: number;
  due: readonly (readonly Due[])[];
  following: readonly (readonly [number: number, following: Following])[];
}>;

type Deps = Readonly<{ effects: EffectLog; wake: Wake; markets: readonly InstrumentMarket[]; watermarkMicros: number }>;

/**
 * The mid after each fill, measured at the venue's time line: by the book as it stood before the first
 * event stamped later. A horizon that ends while the book is unknown has no markout. What is
 * measured before the desk knows of the fill waits until it does.
 */
export class Markouts {
  readonly #deps: Deps;
  readonly #due: readonly TimedQueue<Due>[];
  /** By venue fill. */
  readonly #following = new Map<number, Following>();
  #seq = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#due = deps.markets.map(() => new TimedQueue<Due>());
  }

  schedule(instrument: number, filledAt: number, subject: Subject): void {
    // Written out: copying with a spread is slow, and this is done four times a fill.
    const { number, orderId, side, priceTicks } = subject;
    for (const horizonMicros of MARKOUT_HORIZONS_MICROS) {
      const at = filledAt + horizonMicros;
      this.#due[instrument]?.push({ number, orderId, side, priceTicks, at, seq: ++this.#seq, horizonMicros });
    }
    const first = filledAt + MARKOUT_HORIZONS_MICROS[0];
    this.#deps.wake.notify(first + this.#deps.watermarkMicros);
    this.#deps.wake.notifyVenue(instrument, first);
    this.#following.set(subject.number, { fillId: null, left: MARKOUT_HORIZONS_MICROS.length, waiting: [] });
  }

  /** The desk learned of venue fill `number` of `orderId`, as `fillId`. */
  known(number: number, fillId: string, orderId: string): void {
    const following = this.#following.get(number);
    if (!following) return;
    following.fillId = fillId;
    for (const measured of following.waiting) this.#emit({ fillId, orderId }, measured);
    following.waiting = [];
    if (following.left === 0) this.#following.delete(number);
  }

  nextDue(instrument: number): number {
    return this.#due[instrument]?.nextAt ?? Number.POSITIVE_INFINITY;
  }

  /** Earliest time at which a quiet instrument's markouts are measured. */
  nextQuiet(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const due of this.#due) next = Math.min(next, due.nextAt + this.#deps.watermarkMicros);
    return next;
  }

  runQuiet(now: number): void {
    this.#due.forEach((_, instrument) => {
      this.runBefore(instrument, now - this.#deps.watermarkMicros + 1);
    });
  }

  /** Measures what is due before something stamped `exchangeAt`, by the book as it stands. */
  runBefore(instrument: number, exchangeAt: number): void {
    const queue = this.#due[instrument];
    const market = this.#deps.markets[instrument];
    // Times are whole µs: due before `exchangeAt` is due at the µs before it.
    for (let due = queue?.takeDue(exchangeAt - 1); queue && due; due = queue.takeDue(exchangeAt - 1)) {
      const midHalfTicks = market?.book.midHalfTicks() ?? null;
      this.#measure(due, midHalfTicks);
    }
  }

  save(): MarkoutsState {
    return { seq: this.#seq, due: this.#due.map((queue) => queue.items()), following: [...this.#following] };
  }

  load(state: MarkoutsState): void {
    this.#seq = state.seq;
    this.#due.forEach((queue, i) => {
      queue.load(state.due[i] ?? []);
    });
    this.#following.clear();
    for (const [number, following] of state.following) this.#following.set(number, following);
  }

  #measure(due: Due, midHalfTicks: number | null): void {
    const following = this.#following.get(due.number);
    if (!following) return;
    following.left--;
    const { fillId } = following;
    if (midHalfTicks !== null) {
      const { at, horizonMicros, orderId } = due;
      const measured = { at, horizonMicros, midHalfTicks, bps: markoutBps(due, midHalfTicks) };
      if (fillId === null) following.waiting.push(measured);
      else this.#emit({ fillId, orderId }, measured);
    }
    if (fillId !== null && following.left === 0) this.#following.delete(due.number);
  }

  #emit({ fillId, orderId }: { fillId: string; orderId: string }, measured: Measured): void {
    const { horizonMicros, at, midHalfTicks, bps } = measured;
    const markout = { fillId, orderId, horizonMicros, midHalfTicks, bps, at: at as Micros };
    this.#deps.effects.emit({ kind: "markout", markout });
  }
}

/** Mid against the fill's price in bps of that price; positive when the market moved our way. */
function markoutBps({ side, priceTicks }: Subject, midHalfTicks: number): number {
  const moved = midHalfTicks - 2 * priceTicks;
  return ((side === "buy" ? moved : -moved) / (2 * priceTicks)) * 10_000;
}
