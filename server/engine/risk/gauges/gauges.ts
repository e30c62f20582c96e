/** The gauges of all instruments, which every lane reads: they are about the market, not about the desk. */
import { MICROS_PER_SECOND } from "@/server/domain/micros";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { Gauge, type GaugeState } from "./gauge";

const UNKNOWN = { volatilityPpm: null, quality: null } as const;

export class Gauges {
  readonly #gauges: readonly Gauge[];
  /** Whole second, µs: two looks in one change nothing. */
  #nextAt = 0;

  constructor(markets: readonly InstrumentMarket[]) {
    this.#gauges = markets.map((market) => new Gauge(market));
  }

  /** Called when anything waits for its time; reads the markets at whole seconds. */
  look(now: number): void {
    if (now < this.#nextAt) return;
    const second = Math.floor(now / MICROS_PER_SECOND);
    this.#nextAt = (second + 1) * MICROS_PER_SECOND;
    for (const gauge of this.#gauges) gauge.onSecond(second);
  }

  of(instrument: number): Readonly<{ volatilityPpm: number | null; quality: number | null }> {
    const gauge = this.#gauges[instrument];
    return gauge ? { volatilityPpm: gauge.volatilityPpm(), quality: gauge.quality } : UNKNOWN;
  }

  restart(): void {
    for (const gauge of this.#gauges) gauge.restart();
  }

  save(withBooks: boolean): Readonly<{ nextAt: number; gauges: readonly GaugeState[] }> {
    return { nextAt: this.#nextAt, gauges: this.#gauges.map((gauge) => gauge.save(withBooks)) };
  }

  load({ nextAt, gauges }: ReturnType<Gauges["save"]>): void {
    this.#nextAt = nextAt;
    this.#gauges.forEach((gauge, i) => {
      const saved = gauges[i];
      if (saved) gauge.load(saved);
    });
  }
}
