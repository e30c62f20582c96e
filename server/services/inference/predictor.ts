/** One version of a model, opened and proved, ready to be asked: one session, one thread. */
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { GraphSession } from "@/server/learning/graph-runtime";
import type { Clock } from "@/server/ports/clock";
import { type Answer, hashOf, inWholeNumbers, notAsked, reasonsOf } from "./answer";
import { refusalOf } from "./refuse-row";

export type Predictor = Readonly<{
  version: ModelVersion;
  /** @param rows  the last rows of an unbroken run, oldest first; the model looks at as many as it was made for */
  ask: (rows: readonly Float32Array[]) => Promise<Answer>;
  release: () => Promise<void>;
}>;

/** How much each column moved one row's log-odds towards up. */
export type Explain = (row: Float32Array) => ArrayLike<number>;

export type PredictorDeps = Readonly<{
  /** Reads the version's file, proves it against its manifest and on a sample. @throws AppError refused with the reason */
  open: (version: ModelVersion) => Promise<Readonly<{ session: GraphSession; explain: Explain | null }>>;
  /** Its microseconds are the latency. */
  clock: Pick<Clock, "nowMicros">;
}>;

/** @throws AppError refused when its file is not what the registry says of it */
export async function openPredictor({ open, clock }: PredictorDeps, version: ModelVersion): Promise<Predictor> {
  const { session, explain } = await open(version);
  const { input, output, reference, certainty } = version.manifest;
  const byColumn = input.columns.flatMap((column) => reference.find((one) => one.column === column) ?? []);
  return {
    version,
    release: () => session.release(),
    async ask(rows) {
      const row = joined(rows.slice(-input.steps));
      if (rows.length < input.steps) {
        return notAsked(row, `it looks at ${input.steps} rows in a run, and there are ${rows.length}`);
      }
      const before = clock.nowMicros();
      const refusal = refusalOf(row, byColumn);
      if (refusal !== null) return notAsked(row, refusal);
      const width = input.columns.length;
      const dims = input.steps > 1 ? [1, input.steps, width] : [1, width];
      const said = (await session.run({ [input.name]: { dims, data: row } }))[output.name]?.data ?? new Float32Array();
      const probabilities = Array.from(said, Number);
      if (!probabilities.every((share) => share >= 0 && share <= 1))
        return notAsked(row, "its answer is no probability");
      const last = row.subarray(row.length - width);
      return {
        ...inWholeNumbers(probabilities, certainty),
        featuresHash: hashOf(row),
        refusal: null,
        reasons: explain ? reasonsOf(last, input.columns, explain(last)) : [],
        latencyMicros: Math.max(0, Math.round(clock.nowMicros() - before)),
      };
    },
  };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, i) => all.set(row, i * width));
  return all;
}
