/** How a version did on what it foresaw, by the same scores as in validation. */
import type { ModelVersion } from "@/server/domain/models/model-version";
import { classScores } from "@/server/learning/scores/class-scores";
import type { PredictionStore, StoredPrediction } from "@/server/ports/prediction-store";
import type { LiveScores } from "./model-views";

/** A month at each five minutes. */
const LIVE_ROWS_MAX = 10_000;
const OUTCOMES_MIN = 30;
const PPM = 1_000_000;

export async function liveScoresOf(
  predictions: Pick<PredictionStore, "list">,
  { model, version, manifest }: ModelVersion,
): Promise<LiveScores> {
  const rows = await predictions.list({ model, version, from: 0, limit: LIVE_ROWS_MAX, scored: false });
  return scoreLive(rows, { classes: manifest.output.classes.length, shares: null });
}

export type LiveInput = Readonly<{
  classes: number;
  /** Of the classes in training; null takes those of the outcomes themselves. */
  shares: readonly number[] | null;
}>;

/** A question that several desks asked counts once: the answer is the same. */
export function scoreLive(rows: readonly StoredPrediction[], { classes, shares }: LiveInput): LiveScores {
  const asked = [...new Map(rows.map((row) => [`${row.instrumentId}/${row.askedAt}`, row])).values()];
  const scored = asked.filter(({ outcome, probabilitiesPpm }) => outcome !== null && probabilitiesPpm !== null);
  const times: readonly number[] = asked.map(({ askedAt }) => askedAt);
  return {
    asked: asked.length,
    refused: asked.filter(({ refusal }) => refusal !== null).length,
    scored: scored.length,
    from: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    to: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    classes: scored.length < OUTCOMES_MIN ? null : scoresOf(scored, { classes, shares }),
  };
}

function scoresOf(scored: readonly StoredPrediction[], { classes, shares }: LiveInput) {
  const labels = scored.map(({ outcome }) => outcome ?? 0);
  const probabilities = scored.flatMap(({ probabilitiesPpm }) => (probabilitiesPpm ?? []).map((ppm) => ppm / PPM));
  const own = Array.from({ length: classes }, (_, of) => labels.filter((label) => label === of).length / labels.length);
  return classScores({ classes, probabilities, labels }, shares ?? own);
}
