import { expect, test } from "vitest";
import type { GraphSession } from "@/server/learning/graph-runtime";
import { meanWindow, measureLatency } from "./measure-latency";

/** A model that takes `micros(ask)` for its ask-th row, on a clock of its own. */
function timed(micros: (ask: number) => number) {
  let [at, asks] = [0, 0];
  const dims: string[] = [];
  const session: GraphSession = {
    inputs: ["features"],
    outputs: ["probabilities"],
    run: async ({ features }) => {
      at += micros(asks++);
      dims.push(features?.dims.join("x") ?? "");
      return {};
    },
    release: async () => {},
  };
  return { session, now: () => at, asked: () => ({ asks, dims: [...new Set(dims)] }) };
}
const input = { name: "features", steps: 1 };
const windows = [Float32Array.of(1, 2, 3)];

test("a neighbour that slows two batches of three down does not decide", async () => {
  const WARM = 20;
  const noisy = timed((ask) => (ask < WARM ? 90_000 : ask < WARM + 2_000 && ask % 10 === 0 ? 50_000 : 400));
  expect(await measureLatency({ session: noisy.session, input, windows, now: noisy.now })).toEqual({
    p50: 0.4,
    p99: 0.4,
  });
  expect(noisy.asked()).toEqual({ asks: WARM + 3_000, dims: ["1x3"] });
});

test("a model that itself is slow for one row in fifty is slow in every batch", async () => {
  const slow = timed((ask) => (ask % 50 === 0 ? 20_000 : 400));
  const { p50, p99 } = await measureLatency({ session: slow.session, input, windows, now: slow.now });
  expect([p50, p99]).toEqual([0.4, 20]);
});

test("a file that takes a second a row is given up to ten seconds a batch, and leaves its thread to others", async () => {
  const heavy = timed(() => 1_000_000);
  let turns = 0;
  let isOver = false;
  const other = (): void => {
    turns += 1;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  const { p99 } = await measureLatency({ session: heavy.session, input, windows, now: heavy.now });
  isOver = true;
  expect(p99).toBe(1_000);
  expect(heavy.asked().asks).toBe(4 * 11);
  expect(turns).toBeGreaterThanOrEqual(44);
});

test("windows keep their shape, and where there is none it is made of the means", async () => {
  const model = timed(() => 1);
  const reference = ["a", "b"].map((column, i) => ({
    column,
    min: 0,
    max: 9,
    mean: i + 4,
    sd: 1,
    missingShare: 0,
    deciles: [],
    shares: [],
  }));
  const window = meanWindow({ input: { ...input, steps: 2, columns: ["a", "none", "b"] }, reference });
  expect([...window]).toEqual([4, 0, 5, 4, 0, 5]);
  await measureLatency({ session: model.session, input: { ...input, steps: 2 }, windows: [window], now: model.now });
  expect(model.asked().dims).toEqual(["1x2x3"]);
});
