import type { Micros } from "@/server/domain/micros";

/**
 * A model's answer as an event: asked for at one time, known at a later one. Replay applies the recorded one; a backtest
 * delivers it after the latency that was measured.
 */
export type Prediction = Readonly<{
  model: string;
  version: number;
  /** Shadows predict beside the champion and trade nothing. */
  role: "champion" | "shadow";
  instrumentId: string;
  /** End of the bar, or the second, that its features are of. */
  askedAt: Micros;
  /** From one row of its features to the next: what "so many bars old" means. µs. */
  gridMicros: number;
  /** How far it looks ahead, µs. */
  horizonMicros: number;
  /** When the desk was told. */
  at: Micros;
  /** From the row of features to the answer, µs. */
  latencyMicros: number;
  /** sha256 of the row's bytes, the first 16 hexadecimal digits. */
  featuresHash: string;
  /**
   * Parts per million, in the order of the model's classes; they add up to about a million. Null when the model was not
   * asked, and then `refusal` says why: a missing or out-of-range feature.
   */
  probabilitiesPpm: readonly number[] | null;
  /** P(up) without the flat class, ppm. */
  upPpm: number | null;
  /** Share of out-of-sample predictions that were less decided, ppm. */
  confidencePpm: number | null;
  refusal: string | null;
  /** What moved it most, log-odds times a million towards up; at most 8, greatest first. Trees only. */
  reasons: readonly Readonly<{ column: string; value: number | null; effectPpm: number }>[];
}>;

/** One answer of a version to one question; a desk keeps the first. */
export const predictionKey = ({ model, version, instrumentId, askedAt }: Prediction): string =>
  `${model}/${version}/${askedAt}/${instrumentId}`;

/** Of orders of the strategy that trades predictions. */
export const MODEL_ORIGIN = "strategy:model-signal";

export const championsFirst = (said: readonly Prediction[]): readonly Prediction[] =>
  said.toSorted(
    (a, b) =>
      Number(a.role === "shadow") - Number(b.role === "shadow") ||
      (a.model === b.model ? a.version - b.version : a.model < b.model ? -1 : 1),
  );
