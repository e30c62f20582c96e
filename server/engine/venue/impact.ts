import type { ImpactSettings } from "@/server/domain/desk-settings";
import { SIDE } from "@/server/domain/market-block";

const PPM = 1_000_000;

/** What our own trades have moved the price by: millionths of a tick, positive upwards, as of `at`. */
export type ImpactState = Readonly<{ microTicks: number; at: number }>;

type Numbers = Readonly<{ yPpm: number; halfLifeMicros: number; sigmaDailyPpm: number; volumeDailyLots: number }>;

/**
 * Permanent impact of our own aggressive orders: Y σ √(Q/V) of the mid, halving every half-life (square-root
 * law; Almgren et al., "Direct estimation of equity market impact", 2005; Tóth et al., 2011; DOMAIN.md 4).
 * The recorded market does not know of us; this makes our later orders pay for our earlier ones. The
 * temporary part is the walk through the book itself. Whole millionths of a tick are kept, so that
 * no libm's last bit decides a price.
 */
export class Impact {
  readonly #numbers: Numbers | null;
  #state: ImpactState = { microTicks: 0, at: 0 };

  /** @param settings  null: no impact. An instrument that they do not list has none. */
  constructor(settings: ImpactSettings | null, instrumentId: string) {
    const found = settings?.instruments.find((known) => known.instrumentId === instrumentId);
    this.#numbers = settings && found ? { ...settings, ...found } : null;
  }

  /** An order of ours took `lots` while the mid stood at `midHalfTicks`. */
  add({
    side,
    lots,
    midHalfTicks,
    at,
  }: Readonly<{ side: number; lots: number; midHalfTicks: number; at: number }>): void {
    if (!this.#numbers || lots <= 0) return;
    const { yPpm, sigmaDailyPpm, volumeDailyLots } = this.#numbers;
    const share = (yPpm / PPM) * (sigmaDailyPpm / PPM) * Math.sqrt(lots / volumeDailyLots);
    const moved = Math.round(share * (midHalfTicks / 2) * PPM);
    const microTicks = this.#microTicksAt(at) + (side === SIDE.buy ? moved : -moved);
    this.#state = { microTicks, at: Math.max(at, this.#state.at) };
  }

  /**
   * Whole ticks, rounded half up, by which an order of that side pays more (buy) or gets less (sell) at
   * `at`. Never negative: nobody is helped by having moved the price themselves.
   */
  againstTicks(side: number, at: number): number {
    if (this.#state.microTicks === 0) return 0;
    const microTicks = this.#microTicksAt(at);
    return Math.floor((Math.max(side === SIDE.buy ? microTicks : -microTicks, 0) + PPM / 2) / PPM);
  }

  save(): ImpactState {
    return this.#state;
  }

  load(state: ImpactState): void {
    this.#state = state;
  }

  #microTicksAt(at: number): number {
    const { microTicks, at: since } = this.#state;
    if (!this.#numbers || microTicks === 0 || at <= since) return microTicks;
    return Math.round(microTicks * 2 ** (-(at - since) / this.#numbers.halfLifeMicros));
  }
}
