/**
 * The champion on the rows that the candidate is scored by, as far as it did not learn from them: after the end of its
 * own training. Where none remain, the scores of its manifest stand in, and that is said.
 */
import { isDeepStrictEqual } from "node:util";
import type { ModelManifest } from "@/server/domain/models/manifest";
import { predictor } from "@/server/learning/networks/predictor";
import { upOf } from "@/server/learning/scores/answers";
import { confidenceOf } from "@/server/learning/scores/certainty";
import { logLoss } from "@/server/learning/scores/class-scores";
import { scoresOf, trade } from "./backtest-stage";
import { scorable } from "./contender";
import type { OutOfSample } from "./out-of-sample";
import type { Training } from "./training";

export type Rival = Readonly<{ version: number; logLoss: number | null; deflatedSharpe: number | null; where: string }>;

/** Fewer labelled rows would compare luck. */
const ROWS_MIN = 200;

/** @returns the rival, and what the candidate came to on the same rows; null when there is no champion */
export async function rivalOf(
  training: Training,
  said: OutOfSample,
): Promise<Readonly<{
  rival: Rival;
  own: Readonly<{ logLoss: number; deflatedSharpe: number | null }> | null;
}> | null> {
  const { champion } = training.order;
  if (champion === null) return null;
  const { manifest } = champion;
  const later = unseenBy(training, manifest, said);
  const isAlike =
    manifest.featureSet.hash === training.sample.set.hash &&
    isDeepStrictEqual(manifest.label, training.order.recipe.label);
  const both = isAlike && later.rows.length >= ROWS_MIN ? await answeredByBoth(training, later) : null;
  if (both && both.own.rows.length >= ROWS_MIN) return onSameRows(training, both);
  const { scores } = manifest;
  const why = isAlike ? "for nothing was seen since it was trained" : "for it answers another question";
  return {
    rival: {
      version: manifest.version,
      // A file that somebody brought has none; it is a champion all the same.
      logLoss: scores?.overall.logLoss ?? null,
      deflatedSharpe: scores?.trading?.deflatedSharpe ?? null,
      where: `own out-of-sample scores, ${why}`,
    },
    own: null,
  };
}

function unseenBy({ sample, classes }: Training, { training: facts }: ModelManifest, said: OutOfSample): OutOfSample {
  const from = facts?.trainedTo ?? Number.POSITIVE_INFINITY;
  const places = [...said.rows.keys()].filter((i) => (sample.data.at[said.rows[i] ?? 0] ?? 0) > from);
  return atPlaces(said, places, classes);
}

function atPlaces(said: OutOfSample, places: readonly number[], classes: number): OutOfSample {
  const chosen = (all: Float32Array) => {
    const some = new Float32Array(places.length * classes);
    places.forEach((i, to) => some.set(all.subarray(i * classes, (i + 1) * classes), to * classes));
    return some;
  };
  return {
    ...said,
    rows: Uint32Array.from(places, (i) => said.rows[i] ?? 0),
    probabilities: chosen(said.probabilities),
    base: chosen(said.base),
    confidence: Float32Array.from(places, (i) => said.confidence[i] ?? 0),
  };
}

type Both = Readonly<{ own: OutOfSample; theirs: OutOfSample }>;

/** A champion over windows has no answer where a run begins: neither is judged there. */
async function answeredByBoth(training: Training, own: OutOfSample): Promise<Both> {
  const { order, deps, classes, sample } = training;
  const champion = order.champion as NonNullable<typeof order.champion>;
  const { manifest, onnx } = champion;
  const model = await predictor(deps.runtime, onnx, { steps: manifest.input.steps, classes });
  const probabilities = await model.predict(sample.data, own.rows);
  await model.release();
  const confidence = Float32Array.from(own.rows, (_, i) =>
    confidenceOf(manifest.certainty, upOf(probabilities.subarray(i * classes, (i + 1) * classes))),
  );
  const places = [...own.rows.keys()].filter((i) => !Number.isNaN(probabilities[i * classes]));
  return {
    own: atPlaces(own, places, classes),
    theirs: atPlaces({ ...own, probabilities, confidence }, places, classes),
  };
}

function onSameRows(training: Training, { own, theirs }: Both) {
  const { manifest } = training.order.champion as NonNullable<Training["order"]["champion"]>;
  const traded = trade(training, { name: "champion", title: "Champion", params: {}, answers: [] }, theirs);
  const mine = trade(training, { name: "candidate since", title: "Candidate", params: {}, answers: [] }, own);
  const loss = (said: OutOfSample) => logLoss(scorable(training, said.rows, said.probabilities));
  const count = own.rows.length.toLocaleString("en");
  return {
    rival: {
      version: manifest.version,
      logLoss: loss(theirs),
      deflatedSharpe: scoresOf(training, traded).deflatedSharpe,
      where: `on the same ${count} rows after the end of its training`,
    },
    own: { logLoss: loss(own), deflatedSharpe: scoresOf(training, mine).deflatedSharpe },
  };
}
