/** One version of a model, opened and proved, ready to be asked: one session, one thread. */
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { GraphSession } from "@/server/learning/graph-runtime";
import type { Clock } from "@/server/ports/clock";
import { type Answer, hashOf, inWholeNumbers, notAsked, reasonsOf } from "./answer";
import { type Range, refusalOf } from "./refuse-row";

export type Predictor = Readonly<{
  version: ModelVersion;
  /**
   * A graph that fails is a refusal like any other: it is its own version's affair, and the others are asked.
   *
   * @param rows  the last rows of an unbroken run, oldest first; the model looks at as many as it was made for
   */
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
  const byColumn = input.columns.map((column) => reference.find((one) => one.column === column) ?? unseen(column));
  const probabilitiesOf = async (feeds: Parameters<GraphSession["run"]>[0]): Promise<readonly number[] | string> => {
    try {
      return Array.from((await session.run(feeds))[output.name]?.data ?? new Float32Array(), Number);
    } catch (error) {
      return `its graph failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
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
      const probabilities = await probabilitiesOf({ [input.name]: { dims, data: row } });
      if (typeof probabilities === "string") return notAsked(row, probabilities);
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

/** A manifest that does not say what training saw, as one that somebody brings need not: any number, but a number. */
const unseen = (column: string): Range => ({ column, min: -FLOAT32_MAX, max: FLOAT32_MAX, missingShare: 0 });
const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, i) => all.set(row, i * width));
  return all;
}
