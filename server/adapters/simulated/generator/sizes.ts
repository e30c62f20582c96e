import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";

/** A third of all orders are as small as the venue allows, for bots send little; the rest is lognormal with a Pareto tail. */
const DUST_SHARE = 0.34;
const RESTING_DUST_SHARE = 0.5;
const DUST_QUOTE = 5.2;
const TAIL_SHARE = 0.02;
const TAIL_ALPHA = 1.45;
/** Nobody sends more than this many ordinary orders at once. */
const TAIL_CAP = 1_200;
const ROUND_SHARE = 0.18;

/** Order sizes in lots. */
export class Sizes {
  readonly #character: Character;
  readonly #rng: Rng;
  readonly #lotsPerBase: number;

  constructor(character: Character, rng: Rng) {
    this.#character = character;
    this.#rng = rng;
    this.#lotsPerBase = 10 ** character.listing.sizeDecimals;
  }

  taker(price: number): number {
    const { takerQuote } = this.#character;
    if (this.#rng.chance(TAIL_SHARE))
      return this.#lots(Math.min(this.#rng.pareto(takerQuote * 25, TAIL_ALPHA), takerQuote * TAIL_CAP), price);
    if (this.#rng.chance(DUST_SHARE)) return this.#dust(price);
    return this.#lots(this.#rng.lognormal(takerQuote, 1.7), price);
  }

  resting(isMaker: boolean, price: number): number {
    const { makerQuote, crowdQuote } = this.#character;
    if (isMaker) return this.#lots(this.#rng.lognormal(makerQuote, 0.8), price);
    if (this.#rng.chance(RESTING_DUST_SHARE)) return this.#dust(price);
    return this.#lots(this.#rng.lognormal(crowdQuote * 4, 1.6), price);
  }

  #dust(price: number): number {
    return this.#lots(DUST_QUOTE + this.#rng.exponential(3), price);
  }

  /** Rounded up to a lot; some people type round numbers. */
  #lots(quote: number, price: number): number {
    const lots = Math.max(1, Math.ceil((quote / price) * this.#lotsPerBase));
    if (!this.#rng.chance(ROUND_SHARE)) return lots;
    const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(lots)));
    return Math.max(1, Math.round(lots / magnitude) * magnitude);
  }
}
