/** How long one row takes from features to answer, as it will be served: one thread, one row at a time. */
import type { Dataset, RowIndex } from "@/server/learning/dataset";
import type { GraphSession } from "@/server/learning/graph-runtime";

const RUNS = 1_000;
/** The first runs load and allocate. */
const WARM_UPS = 20;

type Timed = Readonly<{ session: GraphSession; data: Dataset; rows: RowIndex; steps: number; now: () => number }>;

/** @returns p50 and p99, ms; the clock's resolution decides how fine */
export async function measureLatency({ session, data, rows, steps, now }: Timed) {
  const width = data.columns.length;
  const whole = rows.filter((row) => row - (data.runStart[row] ?? 0) >= steps - 1);
  const taken: number[] = [];
  for (let i = -WARM_UPS; i < RUNS && whole.length > 0; i++) {
    const row = whole[(i + WARM_UPS) % whole.length] ?? 0;
    const values = data.x.slice((row - steps + 1) * width, (row + 1) * width);
    const dims = steps === 1 ? [1, width] : [1, steps, width];
    const startedAt = now();
    await session.run({ features: { dims, data: values } });
    if (i >= 0) taken.push((now() - startedAt) / 1_000);
  }
  const sorted = Float64Array.from(taken).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
