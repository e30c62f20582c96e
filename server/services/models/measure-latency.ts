/**
 * How long one row takes from features to answer, as it will be served: one thread, one row at a time. It decides a
 * gate, so it must be of the file and not of its neighbours: a busy machine only ever makes a batch slower, and the best
 * of several batches is nearest to what the file needs.
 */
import { setImmediate as breathe } from "node:timers/promises";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { GraphSession } from "@/server/learning/graph-runtime";

const BATCHES = 3;
const ROWS = 1_000;
/** A file that needs longer for a batch is known by fewer rows: somebody waits for its upload. */
const BATCH_MICROS_MAX = 10_000_000;
/** The first runs load and allocate. */
const WARM_UPS = 20;

export type Timed = Readonly<{
  session: GraphSession;
  input: Pick<ModelManifest["input"], "name" | "steps">;
  /** Windows of `steps` rows, asked in turn; at least one. */
  windows: readonly Float32Array[];
  /** µs; its resolution decides how fine. */
  now: () => number;
}>;

/** @returns p50 and p99 of the batch of a thousand with the lowest p99, ms */
export async function measureLatency(timed: Timed): Promise<Readonly<{ p50: number; p99: number }>> {
  await batchOf(timed, WARM_UPS);
  let best = { p50: Number.POSITIVE_INFINITY, p99: Number.POSITIVE_INFINITY };
  for (let batch = 0; batch < BATCHES; batch++) {
    const taken = await batchOf(timed, ROWS);
    const at = (share: number) => taken[Math.ceil(share * taken.length) - 1] ?? 0;
    if (at(0.99) < best.p99) best = { p50: at(0.5), p99: at(0.99) };
  }
  return best;
}

/** Rising, ms. */
async function batchOf({ session, input, windows, now }: Timed, rows: number): Promise<Float64Array> {
  const taken = new Float64Array(rows);
  const until = now() + BATCH_MICROS_MAX;
  for (let row = 0; row < rows; row++) {
    // A run blocks its thread, and of an upload that is the one that answers pages.
    await breathe();
    if (row > 0 && now() > until) return taken.slice(0, row).sort();
    const data = windows[row % windows.length] ?? new Float32Array();
    const dims = input.steps > 1 ? [1, input.steps, data.length / input.steps] : [1, data.length];
    const startedAt = now();
    await session.run({ [input.name]: { dims, data } });
    taken[row] = (now() - startedAt) / 1_000;
  }
  return taken.sort();
}

/** Where no rows are at hand: one window of the columns' means in training. */
export function meanWindow({ input, reference }: Pick<ModelManifest, "input" | "reference">): Float32Array {
  const means = input.columns.map((column) => reference.find((one) => one.column === column)?.mean ?? 0);
  return Float32Array.from({ length: input.steps * means.length }, (_, at) => means[at % means.length] ?? 0);
}
