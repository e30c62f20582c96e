/**
 * Who comes to the market and when: takers that excite one another, market makers at the touch that give
 * way when the price is wrong, a crowd further out, and everybody taking orders back after a while.
 *
 * Event by event in continuous time (Ogata's thinning, IEEE Trans. Inf. Theory 27(1), 1981: rates only fall
 * between events, so the rate at the last event bounds them). The efficient price pulls: the further the mid
 * is from it, the more takers come on one side and the more makers leave the other.
 */
import type { MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import type { Side } from "@/server/adapters/simulated/matching/price-level";
import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";
import { Expiries } from "./expiries";
import { Hawkes } from "./hawkes";
import { Sizes } from "./sizes";

export type EfficientPrice = (micros: number) => Readonly<{ price: number; volatility: number }>;

export type FlowParts = Readonly<{ character: Character; engine: MatchingEngine; rng: Rng; efficient: EfficientPrice }>;

const EXCITEMENT = { fast: 0.46, slow: 0.22, cross: 0.06, fastDecay: 9, slowDecay: 0.35 };
/** A mid this far from the efficient price, in bps, is fully wrong. */
const WRONG_BPS = 0.9;
/** Beyond this somebody takes everything up to the efficient price. */
const SWEEP_BPS = 3;
/** Rate at which an open spread is closed, and at which makers pull a wrong quote, per second. */
const CLOSE_RATE = 70;
const PULL_RATE = 7;
const SWEEP_RATE = 4;
const MICROS = 1e6;

const SIDES = ["bid", "ask"] as const;
type Kind = "taker" | "touch" | "deep" | "close" | "pull" | "sweep";
type Rated = Readonly<{ kind: Kind; side: 0 | 1; rate: number }>;

export class OrderFlow {
  readonly #parts: FlowParts;
  readonly #sizes: Sizes;
  readonly #hawkes = new Hawkes(EXCITEMENT);
  readonly #expiries = new Expiries();
  #nowMicros: number;
  /** −1 … 1: the way the last price change went. */
  #momentum = 0;
  #lastMid = 0;

  constructor(parts: FlowParts, startMicros: number) {
    this.#parts = parts;
    this.#sizes = new Sizes(parts.character, parts.rng);
    this.#nowMicros = startMicros;
    this.#seedBook();
  }

  get nowMicros(): number {
    return this.#nowMicros;
  }

  /** Lives through the time until `untilMicros`. */
  advance(untilMicros: number): void {
    for (;;) {
      const rates = this.#rates();
      const total = rates.reduce((sum, { rate }) => sum + rate, 0);
      const waitSeconds = this.#parts.rng.exponential(1 / total);
      const at = this.#nowMicros + waitSeconds * MICROS;
      const expiry = this.#expiries.nextMicros;
      if (Math.min(at, expiry) > untilMicros) return this.#pass(untilMicros);
      if (expiry <= at) {
        this.#pass(expiry);
        const orderId = this.#expiries.pop();
        if (orderId !== undefined && this.#parts.engine.order(orderId) !== undefined)
          this.#parts.engine.cancel(orderId);
        continue;
      }
      this.#pass(at);
      this.#thin(rates, total);
    }
  }

  #pass(micros: number): void {
    this.#hawkes.decay(Math.max(0, micros - this.#nowMicros) / MICROS);
    this.#nowMicros = Math.max(this.#nowMicros, micros);
  }

  /** Picks an event by the rates that held before the wait; takers are kept with the share their rate still has. */
  #thin(before: readonly Rated[], total: number): void {
    let left = this.#parts.rng.uniform() * total;
    const chosen = before.find(({ rate }) => (left -= rate) <= 0) ?? before[0];
    if (chosen === undefined) return;
    if (chosen.kind === "taker") {
      const kept = this.#takerRate(chosen.side, this.#pressure()) / chosen.rate;
      if (!this.#parts.rng.chance(Math.min(1, kept))) return;
    }
    this.#act(chosen);
    const mid = this.#mid();
    if (mid !== this.#lastMid) this.#momentum = 0.7 * this.#momentum + 0.3 * Math.sign(mid - this.#lastMid);
    this.#lastMid = mid;
  }

  #rates(): Rated[] {
    const { character } = this.#parts;
    const activity = this.#activity();
    const pressure = this.#pressure();
    const gap = this.#spreadTicks() > 1 ? CLOSE_RATE : 0;
    const wrong = Math.abs(pressure);
    const away: 0 | 1 = pressure > 0 ? 1 : 0;
    return [
      { kind: "taker", side: 0, rate: this.#takerRate(0, pressure) },
      { kind: "taker", side: 1, rate: this.#takerRate(1, pressure) },
      { kind: "touch", side: 0, rate: character.touchRate * activity * (1 + 0.5 * pressure) },
      { kind: "touch", side: 1, rate: character.touchRate * activity * (1 - 0.5 * pressure) },
      { kind: "deep", side: 0, rate: character.deepRate },
      { kind: "deep", side: 1, rate: character.deepRate },
      { kind: "close", side: 0, rate: gap },
      { kind: "pull", side: away, rate: wrong > 0.25 ? PULL_RATE * wrong * activity : 0 },
      { kind: "sweep", side: away, rate: Math.abs(this.#errorBps()) > SWEEP_BPS ? SWEEP_RATE : 0 },
    ];
  }

  #takerRate(side: 0 | 1, pressure: number): number {
    const lean = side === 0 ? pressure : -pressure;
    const base = this.#parts.character.takerRate * this.#activity() * (1 + 0.75 * lean);
    return Math.min(base + this.#hawkes.rate(side), 400);
  }

  #act({ kind, side }: Rated): void {
    if (kind === "taker") this.#take(side);
    else if (kind === "touch") this.#quote(side);
    else if (kind === "deep") this.#placeDeep(side);
    else if (kind === "close") this.#closeSpread();
    else if (kind === "pull") this.#pull(side);
    else this.#sweep();
  }

  #take(side: 0 | 1): void {
    const { engine, rng } = this.#parts;
    const makers: Side = side === 0 ? "ask" : "bid";
    const best = engine.best(makers);
    if (best === null) return;
    const lots = this.#sizes.taker(this.#mid());
    // Nobody sane walks a book: most take what the touch shows, a few take a handful of levels.
    const most = rng.chance(0.86) ? best.lots : lots;
    engine.submitMarket(side === 0 ? "bid" : "ask", Math.max(1, Math.min(lots, most)));
    this.#hawkes.excite(side);
    if (rng.chance(0.22)) this.#thinOut(makers);
  }

  /** Some makers who were just hit take the rest back within a moment. */
  #thinOut(side: Side): void {
    const { engine, rng } = this.#parts;
    for (let order = engine.best(side)?.first ?? null; order !== null; order = order.behind) {
      if (rng.chance(0.3)) this.#expiries.push(this.#nowMicros + rng.exponential(40_000), order.id);
    }
  }

  #quote(side: 0 | 1): void {
    const best = this.#parts.engine.best(sideOf(side));
    if (best === null) return this.#placeDeep(side);
    const behind = this.#parts.rng.chance(0.55) ? 0 : 1 + this.#parts.rng.geometric(2);
    const ticks = best.ticks - (side === 0 ? behind : -behind);
    const isMaker = this.#parts.rng.chance(0.12);
    this.#rest(side, { ticks, lots: this.#sizes.resting(isMaker, this.#mid()), lifeSeconds: this.#touchLife() });
  }

  #touchLife(): number {
    const { rng, character } = this.#parts;
    // Few stay long, most are gone in a second: a heavy tail of patience keeps a queue worth waiting in.
    return rng.chance(0.15)
      ? rng.exponential(character.touchLifeSeconds * 8)
      : rng.exponential(character.touchLifeSeconds);
  }

  #placeDeep(side: 0 | 1): void {
    const { character, rng } = this.#parts;
    const reference = this.#referenceTicks(side);
    const bps = rng.exponential(character.deepMeanBps);
    const distance = Math.ceil((reference * bps) / 1e4);
    const ticks = side === 0 ? reference - distance : reference + distance;
    const life = rng.exponential(character.deepLifeSeconds);
    const isMaker = rng.chance(0.06);
    this.#rest(side, {
      ticks: roundish(ticks, rng),
      lots: this.#sizes.resting(isMaker, this.#mid()),
      lifeSeconds: life,
    });
  }

  /** An open spread is closed from the side the price is going to, mostly to one tick at once. */
  #closeSpread(): void {
    const { engine, rng } = this.#parts;
    const bid = engine.best("bid");
    const ask = engine.best("ask");
    if (bid === null || ask === null || ask.ticks - bid.ticks <= 1) return;
    const up = 0.5 + 0.5 * Math.tanh(1.6 * this.#pressure() + 0.9 * this.#momentum);
    const side: 0 | 1 = rng.chance(up) ? 0 : 1;
    const gap = ask.ticks - bid.ticks - 1;
    const step = rng.chance(0.75) ? gap : 1 + rng.below(gap);
    const ticks = side === 0 ? bid.ticks + step : ask.ticks - step;
    this.#rest(side, {
      ticks,
      lots: this.#sizes.resting(rng.chance(0.6), this.#mid()),
      lifeSeconds: this.#touchLife(),
    });
  }

  /** Makers see that their quote is wrong and take the whole level back, within milliseconds of one another. */
  #pull(side: 0 | 1): void {
    const { engine, rng } = this.#parts;
    for (let order = engine.best(sideOf(side))?.first ?? null; order !== null; order = order.behind) {
      if (rng.chance(0.85)) this.#expiries.push(this.#nowMicros + rng.exponential(8_000), order.id);
    }
  }

  #sweep(): void {
    const { engine, character } = this.#parts;
    const scale = 10 ** character.listing.priceDecimals;
    const target = Math.round(this.#efficient() * scale);
    const side = this.#errorBps() > 0 ? "bid" : "ask";
    const levels = engine.side(side === "bid" ? "ask" : "bid");
    let lots = 0;
    for (let rank = 0; rank < 60; rank++) {
      const level = levels.at(rank);
      if (level === undefined || (side === "bid" ? level.ticks > target : level.ticks < target)) break;
      lots += level.lots;
    }
    if (lots > 0) engine.submitMarket(side, lots);
    this.#hawkes.excite(side === "bid" ? 0 : 1);
  }

  #rest(side: 0 | 1, order: Readonly<{ ticks: number; lots: number; lifeSeconds: number }>): void {
    const { engine } = this.#parts;
    const other = engine.best(sideOf(side === 0 ? 1 : 0));
    // Makers quote post-only: what would cross stands one tick before the other side.
    const limit =
      other === null
        ? order.ticks
        : side === 0
          ? Math.min(order.ticks, other.ticks - 1)
          : Math.max(order.ticks, other.ticks + 1);
    if (limit <= 0) return;
    const { orderId } = engine.submitLimit({ side: sideOf(side), ticks: limit, lots: order.lots });
    this.#expiries.push(this.#nowMicros + order.lifeSeconds * MICROS, orderId);
  }

  /** The book as it would stand after a long quiet time, so that the first second looks like any other. */
  #seedBook(): void {
    const { character } = this.#parts;
    const stock = Math.round(character.deepRate * character.deepLifeSeconds);
    for (const side of [0, 1] as const) {
      for (let i = 0; i < stock; i++) this.#placeDeep(side);
      for (let i = 0; i < 12; i++) this.#quote(side);
    }
    this.#lastMid = this.#mid();
  }

  #referenceTicks(side: 0 | 1): number {
    const best = this.#parts.engine.best(sideOf(side));
    return best?.ticks ?? Math.round(this.#efficient() * 10 ** this.#parts.character.listing.priceDecimals);
  }

  /** Quote units; the efficient price while a side is empty. */
  #mid(): number {
    const bid = this.#parts.engine.best("bid");
    const ask = this.#parts.engine.best("ask");
    if (bid === null || ask === null) return this.#efficient();
    return (bid.ticks + ask.ticks) / 2 / 10 ** this.#parts.character.listing.priceDecimals;
  }

  #spreadTicks(): number {
    const bid = this.#parts.engine.best("bid");
    const ask = this.#parts.engine.best("ask");
    return bid === null || ask === null ? 0 : ask.ticks - bid.ticks;
  }

  #efficient(): number {
    return this.#parts.efficient(this.#nowMicros).price;
  }

  #activity(): number {
    return Math.min(3.5, Math.max(0.45, this.#parts.efficient(this.#nowMicros).volatility));
  }

  /** How far the efficient price lies above the mid, bps. */
  #errorBps(): number {
    const mid = this.#mid();
    return ((this.#efficient() - mid) / mid) * 1e4;
  }

  #pressure(): number {
    return Math.max(-1, Math.min(1, this.#errorBps() / WRONG_BPS));
  }
}

const sideOf = (side: 0 | 1): Side => SIDES[side];

/** People like round prices: one order in five stands on the next multiple of fifty ticks. */
const roundish = (ticks: number, rng: Rng): number => (rng.chance(0.2) ? Math.round(ticks / 50) * 50 : ticks);
