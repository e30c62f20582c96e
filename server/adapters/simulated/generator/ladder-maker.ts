import { lotsWorth } from "@/server/adapters/simulated/instruments";
import type { MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import type { Side } from "@/server/adapters/simulated/matching/price-level";
import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";
import type { Outlook } from "./outlook";

/**
 * A market maker who stands on many neighbouring ticks behind the touch, as the BTC recordings show for most of
 * the time: it is there for a minute, takes the side back that the price runs into, and quotes anew a moment later.
 */
export type LadderParts = Readonly<{
  ladder: NonNullable<Character["ladder"]>;
  character: Character;
  engine: MatchingEngine;
  rng: Rng;
  outlook: Outlook;
  now: () => number;
}>;

const PRESENT_MICROS = 15e6;
const ABSENT_MICROS = 70e6;
const REQUOTE_MICROS = 600_000;
/** It does not always get out of the way. */
const ESCAPE_SHARE = 0.97;

export class LadderMaker {
  readonly #parts: LadderParts;
  readonly #orders: Readonly<Record<Side, number[]>> = { bid: [], ask: [] };
  #isPresent = false;
  #shiftMicros: number;
  #requoteMicros: number;

  constructor(parts: LadderParts) {
    this.#parts = parts;
    this.#requoteMicros = parts.now();
    this.#shiftMicros = parts.now() + parts.rng.exponential(PRESENT_MICROS);
  }

  get nextMicros(): number {
    return Math.min(this.#shiftMicros, this.#requoteMicros);
  }

  /** Does what is due. */
  act(): void {
    const { rng, now } = this.#parts;
    if (now() >= this.#shiftMicros) {
      this.#isPresent = !this.#isPresent;
      this.#shiftMicros = now() + rng.exponential(this.#isPresent ? PRESENT_MICROS : ABSENT_MICROS);
    }
    this.#requoteMicros = Number.POSITIVE_INFINITY;
    for (const side of ["bid", "ask"] as const) {
      this.#takeBack(side);
      if (this.#isPresent) this.#post(side);
    }
  }

  /** @param direction 1 when the price rose */
  onMove(direction: 1 | -1): void {
    if (!this.#isPresent) return;
    const { rng, now, outlook } = this.#parts;
    if (rng.chance(ESCAPE_SHARE)) this.#takeBack(direction > 0 ? "ask" : "bid");
    if (this.#requoteMicros === Number.POSITIVE_INFINITY) {
      this.#requoteMicros = now() + rng.exponential(REQUOTE_MICROS) / outlook.activity;
    }
  }

  #post(side: Side): void {
    const { engine, rng, ladder, character, outlook } = this.#parts;
    const best = engine.best(side);
    if (best === null) return;
    const away = side === "bid" ? -1 : 1;
    const count = Math.ceil(ladder.ticks * (0.4 + 0.8 * rng.uniform()));
    const lotsPerQuote = lotsWorth(character.listing, 1, outlook.price);
    const own = rng.lognormal(ladder.quote, 0.4);
    for (let i = 1; i <= count; i++) {
      const lots = Math.max(1, Math.round(own * (0.8 + 0.4 * rng.uniform()) * lotsPerQuote));
      const ticks = best.ticks + away * i;
      if (ticks <= 0) return;
      this.#orders[side].push(engine.submitLimit({ side, ticks, lots }).orderId);
    }
  }

  #takeBack(side: Side): void {
    for (const orderId of this.#orders[side]) this.#parts.engine.cancel(orderId);
    this.#orders[side].length = 0;
  }
}
