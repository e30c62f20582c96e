/**
 * The 1m candles of all instruments, where both sources meet: built from trades, and fetched from the venue.
 * What a builder could not see whole is fetched once it is final; until then nothing final is stored for it.
 */
import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { VenueConnection } from "@/server/ports/market-feed";
import type { StoredCandle } from "@/server/ports/market-store";
import { CandleBuilder, isMinuteFinal } from "./candle-builder";

/** Seconds apart, so within a few minutes; what is still missing then is found by the next start's history. */
const REPAIR_ATTEMPTS_MAX = 30;

export type CandlesDeps = Readonly<{
  specs: readonly InstrumentSpec[];
  /** The venue's time, µs. */
  venueNow: () => Micros;
  put: (candle: StoredCandle) => void;
  /** A fetched candle that cannot be (DOMAIN 1): left out. */
  onImplausible: (candle: Candle, spec: InstrumentSpec) => void;
}>;

type Repair = { readonly openAt: Micros; attempts: number };
type Desk = {
  readonly spec: InstrumentSpec;
  readonly builder: CandleBuilder;
  lastPut: Candle | null;
  repairs: Repair[];
};

export class Candles {
  readonly #deps: CandlesDeps;
  readonly #desks: readonly Desk[];

  /** Trades are seen from now on. */
  constructor(deps: CandlesDeps) {
    this.#deps = deps;
    const now = deps.venueNow();
    this.#desks = deps.specs.map((spec) => ({ spec, builder: new CandleBuilder(now), lastPut: null, repairs: [] }));
  }

  /** @throws RangeError for an index outside the instruments */
  builder(instrument: number): CandleBuilder {
    return this.#desk(instrument).builder;
  }

  /** A candle from the venue: stored when final; the one under way completes ours. */
  fetched(instrument: number, candle: Candle): void {
    const desk = this.#desk(instrument);
    if (!isPlausible(candle)) this.#deps.onImplausible(candle, desk.spec);
    else if (isMinuteFinal(candle.openAt, this.#deps.venueNow())) this.#put(desk, { ...candle, isFinal: true });
    else desk.builder.seed(candle);
  }

  markIncomplete(instruments: readonly number[], from: number, to: number): void {
    for (const instrument of instruments) this.builder(instrument).markIncomplete(from, to);
  }

  /** About once a second: stores what became final and what changed. */
  tick(): void {
    const now = this.#deps.venueNow();
    for (const desk of this.#desks) {
      const { candles, incomplete } = desk.builder.finalise(now);
      for (const candle of candles) this.#put(desk, candle);
      for (const openAt of incomplete) desk.repairs.push({ openAt, attempts: 0 });
      const current = desk.builder.current();
      if (current !== null && current !== desk.lastPut) this.#put(desk, current);
      desk.lastPut = current;
    }
  }

  /** Fetches what was not seen whole. @throws what the connection throws; the rest is tried again */
  async repair(connection: Pick<VenueConnection, "fetchCandles">): Promise<void> {
    for (const [instrument, desk] of this.#desks.entries()) {
      const [first] = desk.repairs;
      if (!first) continue;
      for (const repair of desk.repairs) repair.attempts++;
      const fetched = await connection.fetchCandles(desk.spec, first.openAt);
      const wanted = new Set(desk.repairs.map(({ openAt }) => openAt));
      const now = this.#deps.venueNow();
      const found = fetched.filter(({ openAt }) => wanted.has(openAt) && isMinuteFinal(openAt, now));
      for (const candle of found) this.fetched(instrument, candle);
      const done = new Set(found.map(({ openAt }) => openAt));
      desk.repairs = desk.repairs.filter(({ openAt, attempts }) => !done.has(openAt) && attempts < REPAIR_ATTEMPTS_MAX);
    }
  }

  #put({ spec }: Desk, candle: Candle): void {
    this.#deps.put({ ...candle, instrumentId: spec.id, instrumentVersion: spec.version });
  }

  #desk(instrument: number): Desk {
    const desk = this.#desks[instrument];
    if (!desk) throw new RangeError(`instrument must be below ${this.#desks.length}, was ${instrument}`);
    return desk;
  }
}

/** OHLC in order, nothing negative (DOMAIN 1). */
const isPlausible = ({ openTicks, highTicks, lowTicks, closeTicks, volumeLots }: Candle): boolean =>
  lowTicks > 0 &&
  lowTicks <= Math.min(openTicks, closeTicks) &&
  highTicks >= Math.max(openTicks, closeTicks) &&
  volumeLots >= 0;
