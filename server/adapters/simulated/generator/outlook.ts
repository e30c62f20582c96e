import type { MatchingEngine } from "@/server/adapters/simulated/matching/matching-engine";
import type { Character } from "./character";

export type EfficientPrice = (micros: number) => Readonly<{ price: number; volatility: number }>;

/** Busy and quiet times are not more extreme than this, whatever the volatility. */
const ACTIVITY_RANGE: readonly [number, number] = [0.3, 3];

/** What everybody sees (the touch) and what only the informed know (the efficient price). */
export class Outlook {
  readonly #engine: MatchingEngine;
  readonly #efficient: EfficientPrice;
  readonly #ticksPerUnit: number;
  readonly #toleranceBps: number;
  #efficientTicks = 0;
  #activity = 1;

  constructor(parts: Readonly<{ engine: MatchingEngine; efficient: EfficientPrice; character: Character }>) {
    this.#engine = parts.engine;
    this.#efficient = parts.efficient;
    this.#ticksPerUnit = 10 ** parts.character.listing.priceDecimals;
    this.#toleranceBps = parts.character.toleranceBps;
  }

  refresh(micros: number): void {
    const { price, volatility } = this.#efficient(micros);
    this.#efficientTicks = price * this.#ticksPerUnit;
    this.#activity = Math.min(ACTIVITY_RANGE[1], Math.max(ACTIVITY_RANGE[0], volatility));
  }

  /** What all rates are multiplied with: 1 at ordinary volatility. */
  get activity(): number {
    return this.#activity;
  }

  /** With a fraction. */
  get efficientTicks(): number {
    return this.#efficientTicks;
  }

  /** With a half; the efficient price while a side is empty. */
  get midTicks(): number {
    const bid = this.#engine.best("bid");
    const ask = this.#engine.best("ask");
    return bid === null || ask === null ? this.#efficientTicks : (bid.ticks + ask.ticks) / 2;
  }

  /** Mid in quote units. */
  get price(): number {
    return this.midTicks / this.#ticksPerUnit;
  }

  get spreadTicks(): number {
    const bid = this.#engine.best("bid");
    const ask = this.#engine.best("ask");
    return bid === null || ask === null ? 0 : ask.ticks - bid.ticks;
  }

  /** How far the efficient price lies above the mid, counted in what the market tolerates. */
  get mispricing(): number {
    return this.mispricingFrom(this.midTicks);
  }

  mispricingFrom(ticks: number): number {
    return ((this.#efficientTicks - ticks) / ticks) * (1e4 / this.#toleranceBps);
  }
}
