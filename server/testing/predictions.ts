/** Predictions as a model's desk makes them, with plain numbers, for tests. */
import { micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import { ABC } from "./engine-run";
import { atMillis } from "./market-builder";

const MINUTE = 60_000_000;

/** Version 1 of `up`, champion: 80 % up with confidence 0.9, of a bar that ended at `millis`, told two seconds later. */
export function predicted(millis: number, change: Partial<Prediction> = {}): Prediction {
  const upPpm = change.upPpm === undefined ? 800_000 : change.upPpm;
  return {
    model: "up",
    version: 1,
    role: "champion",
    instrumentId: ABC.id,
    askedAt: atMillis(millis),
    gridMicros: 5 * MINUTE,
    horizonMicros: 15 * MINUTE,
    at: micros(atMillis(millis) + 2_000_000),
    latencyMicros: 800,
    featuresHash: "0123456789abcdef",
    probabilitiesPpm: upPpm === null ? null : [1_000_000 - upPpm, upPpm],
    upPpm,
    confidencePpm: upPpm === null ? null : 900_000,
    refusal: null,
    reasons: [{ column: "5m.rsi_14", value: 31.5, effectPpm: 420_000 }],
    ...change,
  };
}
