/** What each kind of visitor does: takers, makers at the touch, the crowd further out, those who know better. */
import type { MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import type { PriceLevel, Side } from "@/server/adapters/simulated/matching/price-level";
import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";
import type { Expiries } from "./expiries";
import type { FlowSide } from "./hawkes";
import type { Outlook } from "./outlook";
import { Sizes } from "./sizes";

export type CrowdParts = Readonly<{
  character: Character;
  engine: MatchingEngine;
  rng: Rng;
  outlook: Outlook;
  expiries: Expiries;
  now: () => number;
}>;

const MICROS = 1e6;
const SIDES = ["bid", "ask"] as const;
/** Few takers walk the book; the others take what the touch shows at most. */
const WALKER_SHARE = 0.08;
/** Share of quotes that join the best price, and of those that are a market maker's. */
const JOIN_SHARE = 0.75;
const MAKER_SHARE = 0.3;
/** One order in seven is left standing eight times as long as the others. */
const PATIENT_SHARE = 0.15;
const PATIENCE = 8;
/** Levels from the touch among which moved orders are found. */
const NEAR_LEVELS = 40;
const HERD_SHARE = 0.04;
const HERD_FACTOR = 8;
/** Depth and width of one drive through the book. */
const CHASE_LEVELS_MAX = 60;
/** Makers take a quote back within milliseconds of seeing that it is wrong. */
const PULL_MICROS = 3_000;
/** How often a wrong touch is given up by its makers before it can be taken. */
const PULL_SHARE = 0.5;
/** A touch of more orders is not taken whole: by then most of its makers have seen it coming. */
const CROWD_ORDERS = 14;

export class Crowd {
  readonly #parts: CrowdParts;
  readonly #sizes: Sizes;
  /** −1 … 1: the way the last price changes went. */
  #momentum = 0;

  constructor(parts: CrowdParts) {
    this.#parts = parts;
    this.#sizes = new Sizes(parts.character, parts.rng);
  }

  /** The book as it stands after a long quiet time, so that the first second looks like any other. */
  fillBook(): void {
    const { character } = this.#parts;
    for (const side of [0, 1] as const) {
      for (const band of character.bands) {
        const stock = Math.round(character.deepRate * band.share * band.lifeSeconds);
        for (let i = 0; i < stock; i++) this.#placeIn(band, side);
      }
      for (let i = 0; i < character.touchRate; i++) this.quote(side);
    }
  }

  take(side: FlowSide): void {
    const { engine, rng, outlook } = this.#parts;
    const best = engine.best(sideOf(opposite(side)));
    if (best === null) return;
    const lots = this.#sizes.taker(outlook.price);
    engine.submitMarket(sideOf(side), rng.chance(WALKER_SHARE) ? lots : Math.min(lots, best.lots));
  }

  quote(side: FlowSide): void {
    const { engine, rng, outlook, character } = this.#parts;
    const best = engine.best(sideOf(side));
    if (best === null) return this.placeDeep(side);
    const behind = rng.chance(JOIN_SHARE) ? 0 : 1 + rng.geometric(6);
    const lots = rng.chance(MAKER_SHARE)
      ? this.#sizes.maker(character.makerQuote, outlook.price)
      : this.#sizes.resting(character.touchQuote, outlook.price);
    const lean = side === 0 ? outlook.mispricing : -outlook.mispricing;
    const life = this.#touchLife() * Math.exp(1.2 * Math.max(-1, Math.min(1, lean)));
    this.#rest(side, { ticks: best.ticks + (side === 0 ? -behind : behind), lots, lifeSeconds: life });
  }

  placeDeep(side: FlowSide): void {
    const { character, rng } = this.#parts;
    let left = rng.uniform();
    for (const band of character.bands) {
      left -= band.share;
      if (left <= 0) return this.#placeIn(band, side);
    }
  }

  /** Some of those at the touch who see it leaning against them take their orders back. */
  thinTouch(side: FlowSide): void {
    this.#takeBack(this.#parts.engine.best(sideOf(side)), { share: 0.5, meanMicros: 30_000 });
  }

  /** An open spread is closed at once: by joining the side that is left, or by both around the efficient price. */
  closeSpread(): void {
    const { engine, rng, outlook, character } = this.#parts;
    const bid = engine.best("bid");
    const ask = engine.best("ask");
    if (bid === null || ask === null || ask.ticks - bid.ticks <= 1) return;
    const maker = () => ({
      lots: rng.chance(0.5)
        ? this.#sizes.maker(character.makerQuote, outlook.price)
        : this.#sizes.resting(character.touchQuote, outlook.price),
      lifeSeconds: this.#touchLife(),
    });
    const above = outlook.mispricingFrom(ask.ticks);
    const below = outlook.mispricingFrom(bid.ticks);
    if (above < -0.25 && below > 0.25) {
      const at = Math.max(bid.ticks, Math.min(ask.ticks - 1, Math.floor(outlook.efficientTicks)));
      if (at > bid.ticks) this.#rest(0, { ticks: at, ...maker() });
      if (at + 1 < ask.ticks) this.#rest(1, { ticks: at + 1, ...maker() });
      return;
    }
    const up = 1 / (1 + Math.exp(-(1.6 * (above + below) + 1.2 * this.#momentum)));
    if (rng.chance(up)) this.#rest(0, { ticks: ask.ticks - 1, ...maker() });
    else this.#rest(1, { ticks: bid.ticks + 1, ...maker() });
  }

  /**
   * The market is wrong by more than it tolerates: the touch of that side is taken, or taken back by its makers.
   *
   * @returns whether it was taken
   */
  chase(side: FlowSide): boolean {
    const { engine, rng, outlook } = this.#parts;
    const makers = sideOf(side);
    const best = engine.best(makers);
    if (best === null) return false;
    if (best.orderCount > CROWD_ORDERS || rng.chance(PULL_SHARE)) {
      this.#takeBack(best, { share: 0.9, meanMicros: PULL_MICROS });
      return false;
    }
    // The further it is wrong, the deeper somebody dares to go at once.
    const reach = (outlook.efficientTicks - best.ticks) * rng.uniform() ** 3;
    const levels = engine.side(makers);
    let lots = 0;
    for (let rank = 0; rank < CHASE_LEVELS_MAX; rank++) {
      const level = levels.at(rank);
      if (level === undefined || (rank > 0 && Math.abs(level.ticks - best.ticks) > Math.abs(reach))) break;
      lots += level.lots;
    }
    if (lots === 0) return false;
    const most = this.#sizes.most(outlook.price) * Math.max(1, Math.abs(outlook.mispricing));
    engine.submitMarket(sideOf(opposite(side)), Math.max(1, Math.floor(Math.min(lots, most))));
    return true;
  }

  /** The price moved: orders near the touch are moved with it. */
  react(direction: 1 | -1): void {
    const { engine, rng, character } = this.#parts;
    this.#momentum = 0.7 * this.#momentum + 0.3 * direction;
    const [near] = character.bands;
    if (near === undefined) return;
    // Now and then everybody moves at once.
    const mean = character.reactions * (rng.chance(HERD_SHARE) ? HERD_FACTOR : 1);
    for (let moves = rng.geometric(mean); moves > 0; moves--) {
      const side: FlowSide = rng.chance(0.5) ? 0 : 1;
      const order = engine.side(sideOf(side)).at(1 + rng.below(NEAR_LEVELS))?.first;
      if (order !== undefined && order !== null && order.shadowLots === 0) engine.cancel(order.id);
      this.#placeIn({ ...near, toBps: near.toBps / 2 }, side);
    }
  }

  #placeIn(band: Character["bands"][number], side: FlowSide): void {
    const { rng, outlook } = this.#parts;
    const { fromBps, toBps, lifeSeconds, quote } = band;
    // Even over the near bands, by orders of magnitude over a wide one.
    const bps =
      toBps / (fromBps + 1) > 20
        ? fromBps * (toBps / fromBps) ** rng.uniform()
        : fromBps + (toBps - fromBps) * rng.uniform();
    const touch = this.#touchTicks(side);
    const ticks = touch * (1 + (side === 0 ? -bps : bps) / 1e4);
    const lots = this.#sizes.resting(quote, outlook.price);
    const life = rng.exponential(lifeSeconds) / outlook.activity;
    this.#rest(side, { ticks: roundish(ticks, bps, rng), lots, lifeSeconds: life });
  }

  #takeBack(level: PriceLevel | null, how: Readonly<{ share: number; meanMicros: number }>): void {
    const { rng, expiries, now } = this.#parts;
    for (let order = level?.first ?? null; order !== null; order = order.behind) {
      if (order.shadowLots === 0 && rng.chance(how.share))
        expiries.push(now() + rng.exponential(how.meanMicros), order.id);
    }
  }

  #touchLife(): number {
    const { rng, character, outlook } = this.#parts;
    const mean = character.touchLifeSeconds * (rng.chance(PATIENT_SHARE) ? PATIENCE : 1);
    return rng.exponential(mean) / outlook.activity;
  }

  #rest(side: FlowSide, order: Readonly<{ ticks: number; lots: number; lifeSeconds: number }>): void {
    const { engine, expiries, now } = this.#parts;
    const other = engine.best(sideOf(opposite(side)))?.ticks;
    // Makers quote post-only: what would cross stands one tick before the other side.
    const nearest = other === undefined ? order.ticks : other + (side === 0 ? -1 : 1);
    const ticks = side === 0 ? Math.min(order.ticks, nearest) : Math.max(order.ticks, nearest);
    if (ticks <= 0) return;
    const { orderId } = engine.submitLimit({ side: sideOf(side), ticks, lots: order.lots });
    expiries.push(now() + order.lifeSeconds * MICROS, orderId);
  }

  #touchTicks(side: FlowSide): number {
    return this.#parts.engine.best(sideOf(side))?.ticks ?? Math.round(this.#parts.outlook.efficientTicks);
  }
}

const sideOf = (side: FlowSide): Side => SIDES[side];
const opposite = (side: FlowSide): FlowSide => (side === 0 ? 1 : 0);

/** People like round prices, and the further away, the rounder. */
function roundish(ticks: number, bps: number, rng: Rng): number {
  if (!rng.chance(0.2)) return Math.round(ticks);
  const step = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(10, (ticks * bps) / 1e5))));
  return Math.max(1, Math.round(ticks / step)) * step;
}
