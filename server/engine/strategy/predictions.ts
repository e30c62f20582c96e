import type { Prediction } from "@/server/domain/models/prediction";
import type { EngineClock } from "@/server/engine/kernel/clock";

/** Versions remembered for each instrument; the one that has been silent longest makes room. */
const VERSIONS_MAX = 32;

export type PredictionsState = readonly Prediction[];

/**
 * What models last said, of each version and instrument, by the instruments' order and then by model and version. All
 * lanes hear the same, so there is one for all of them.
 */
export class Predictions {
  readonly #clock: EngineClock;
  readonly #instrumentIds: readonly string[];
  #latest: readonly (readonly Prediction[])[];

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
    this.#latest = this.#latest.map((said, i) => (i === index ? kept : said));
    return true;
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
    return all.length === 0 ? undefined : all;
  }

  load(saved: PredictionsState | undefined): void {
    this.#latest = this.#instrumentIds.map((id) => (saved ?? []).filter(({ instrumentId }) => instrumentId === id));
  }
}

/** Not by locale: the order is part of the digest. */
const byName = (a: Prediction, b: Prediction): number =>
  a.model === b.model ? a.version - b.version : a.model < b.model ? -1 : 1;
