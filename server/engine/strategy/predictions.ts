import type { Prediction } from "@/server/domain/models/prediction";
import type { EngineClock } from "@/server/engine/kernel/clock";

/** Versions remembered for each instrument; the one that has been silent longest makes room. */
const VERSIONS_MAX = 32;
/** A model of a shorter grid would fill the database with what it says each second. */
const TOLD_MICROS_MIN = 60_000_000;

export type PredictionsState = readonly (Prediction & Readonly<{ isUntold?: true }>)[];

/**
 * What models last said, of each version and instrument, by the instruments' order and then by model and version. All
 * lanes hear the same, so there is one for all of them.
 */
export class Predictions {
  readonly #clock: EngineClock;
  readonly #instrumentIds: readonly string[];
  #latest: readonly (readonly Prediction[])[];
  /** Of the latest: those that have not left the engine. */
  readonly #untold = new Set<Prediction>();

  constructor(clock: EngineClock, instrumentIds: readonly string[]) {
    this.#clock = clock;
    this.#instrumentIds = instrumentIds;
    this.#latest = instrumentIds.map(() => []);
  }

  /** @returns false when it is not newer than what this version said of this instrument before, and changes nothing */
  take(prediction: Prediction): boolean {
    const { instrumentId, model, version, askedAt } = prediction;
    const index = this.#instrumentIds.indexOf(instrumentId);
    if (index < 0) this.#clock.fail(`${model} version ${version} spoke of ${instrumentId}, which is not traded here`);
    const known = this.of(index);
    const before = known.find((said) => said.model === model && said.version === version);
    if (before && before.askedAt >= askedAt) return false;
    const others = known.filter((said) => said !== before);
    const oldest = others.reduce((least, said) => Math.min(least, said.askedAt), Number.POSITIVE_INFINITY);
    const gone = others.length < VERSIONS_MAX ? undefined : others.find((said) => said.askedAt === oldest);
    const kept = [...others.filter((said) => said !== gone), prediction].toSorted(byName);
    for (const said of [before, gone]) if (said) this.#untold.delete(said);
    if (!isToldAtOnce(prediction)) this.#untold.add(prediction);
    this.#latest = this.#latest.map((said, i) => (i === index ? kept : said));
    return true;
  }

  /** Whether it waits for an order that it explains. */
  isUntold(prediction: Prediction): boolean {
    return this.#untold.has(prediction);
  }

  /** What waited and is told from here on: an order of this instrument goes out, and these were the last words. */
  takeUntold(instrumentId: string): readonly Prediction[] {
    if (this.#untold.size === 0) return [];
    const told = this.of(this.#instrumentIds.indexOf(instrumentId)).filter((said) => this.#untold.has(said));
    for (const said of told) this.#untold.delete(said);
    return told;
  }

  /** The newest of each version, champions and shadows. */
  of(instrument: number): readonly Prediction[] {
    return this.#latest[instrument] ?? [];
  }

  /** The newest that a champion of this model said; null before any. */
  championOf(model: string, instrument: number): Prediction | null {
    return this.of(instrument)
      .filter((said) => said.model === model && said.role === "champion")
      .reduce<Prediction | null>((newest, said) => (newest && newest.askedAt >= said.askedAt ? newest : said), null);
  }

  /** Nothing while no model has spoken, so that desks without models keep their checkpoints. */
  save(): PredictionsState | undefined {
    const all = this.#latest.flat();
    if (all.length === 0) return undefined;
    return all.map((said) => (this.#untold.has(said) ? { ...said, isUntold: true as const } : said));
  }

  load(saved: PredictionsState | undefined): void {
    this.#untold.clear();
    const all = (saved ?? []).map(({ isUntold, ...said }) => {
      if (isUntold) this.#untold.add(said);
      return said;
    });
    this.#latest = this.#instrumentIds.map((id) => all.filter(({ instrumentId }) => instrumentId === id));
  }
}

/** At whole minutes they are told whatever the grid, so that drift has something to go by. */
const isToldAtOnce = ({ gridMicros, askedAt }: Prediction): boolean =>
  gridMicros >= TOLD_MICROS_MIN || askedAt % TOLD_MICROS_MIN === 0;

/** Not by locale: the order is part of the digest. */
const byName = (a: Prediction, b: Prediction): number =>
  a.model === b.model ? a.version - b.version : a.model < b.model ? -1 : 1;
