import { lotsWorth } from "@/server/adapters/simulated/instruments";
import type { Rng } from "@/server/adapters/simulated/random/rng";
import type { Character } from "./character";

/** The smallest order a venue takes is worth five quote units; bots send just a little more. */
const DUST_QUOTE = 5.2;
const DUST_MEAN_EXTRA = 1.5;
/** Share of resting orders that are dust. */
const RESTING_DUST_SHARE = 0.5;
const RESTING_SIGMA = 2.2;
const MAKER_SIGMA = 1;
/** Nobody takes more than this many ordinary orders at once. */
const TAKER_CAP = 300;
/** People type round numbers. */
const ROUND_SHARE = 0.2;

/** Order sizes in lots: lognormal with a wide body, dust at the venue's minimum, round numbers. */
export class Sizes {
  readonly #character: Character;
  readonly #rng: Rng;

  constructor(character: Character, rng: Rng) {
    this.#character = character;
    this.#rng = rng;
  }

  /** @param price quote units */
  taker(price: number): number {
    const { takerQuote, takerSigma } = this.#character;
    return this.#lots(Math.min(this.#rng.lognormal(takerQuote, takerSigma), takerQuote * TAKER_CAP), price);
  }

  /** What somebody who knows better takes at once at most, in lots. */
  most(price: number): number {
    return lotsWorth(this.#character.listing, this.#character.restingQuoteMax / 2, price);
  }

  /** @param medianQuote of the orders that are not dust */
  resting(medianQuote: number, price: number): number {
    if (this.#rng.chance(RESTING_DUST_SHARE)) return this.#lots(0, price);
    const quote = this.#rng.lognormal(medianQuote, RESTING_SIGMA);
    return this.#lots(Math.min(quote, this.#character.restingQuoteMax), price);
  }

  /** A market maker's order: large and much like the last one. */
  maker(medianQuote: number, price: number): number {
    return this.#lots(Math.min(this.#rng.lognormal(medianQuote, MAKER_SIGMA), this.#character.restingQuoteMax), price);
  }

  /** At least dust, in whole lots. */
  #lots(quote: number, price: number): number {
    const least = DUST_QUOTE + (quote < DUST_QUOTE ? this.#rng.exponential(DUST_MEAN_EXTRA) : 0);
    const lots = Math.max(1, Math.ceil(lotsWorth(this.#character.listing, Math.max(quote, least), price)));
    if (quote < DUST_QUOTE || !this.#rng.chance(ROUND_SHARE)) return lots;
    const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(lots)));
    return Math.max(1, Math.round(lots / magnitude)) * magnitude;
  }
}
