import { expect, test } from "vitest";
import { instrument } from "@/server/domain/instrument";
import { writeOnnx } from "@/server/learning/onnx/write-onnx";
import { rivalOf } from "./champion";
import type { OutOfSample } from "./out-of-sample";
import type { Training } from "./training";

const GRID = 300_000_000;
const START = Date.UTC(2025, 0, 1) * 1_000;
const ROWS = 300;
const STEPS = 41;

const spec = instrument({
  venueId: "csv",
  symbol: "AAA/USDT",
  venueSymbol: "AAAUSDT",
  base: "AAA",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.0001",
  minNotional: "10",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});
const bars = Array.from({ length: ROWS }, (_, i) => {
  const close = 100_000 + (i % 7);
  return { openAt: START + i * GRID, open: close, high: close + 9, low: close - 9, close, volume: 1_000_000 };
});
const FILE = writeOnnx({ name: "any", nodes: [], initializers: [], inputs: [], outputs: [], metadata: {} });
const label = { kind: "sign", horizonMicros: GRID };

/** A champion that looks at 41 rows and always says 0.9: of the first forty rows it says nothing. */
const training = {
  classes: 2,
  order: {
    champion: { manifest: { version: 3, featureSet: { hash: "h" }, label, input: { steps: STEPS }, certainty: null } },
    recipe: { label, seed: 1, trading: { probabilityMin: 0.55, confidenceMin: 0.6, holdMicrosMax: GRID } },
    trialsBefore: 0,
  },
  sample: {
    set: { hash: "h" },
    gridMicros: GRID,
    instruments: [{ spec, bars, firstRow: 0 }],
    data: {
      rows: ROWS,
      columns: ["one"],
      x: new Float32Array(ROWS),
      // Its silence would have been wrong, its answers are right.
      y: Float64Array.from({ length: ROWS }, (_, i) => (i < STEPS - 1 ? 0 : 1)),
      weight: new Float64Array(ROWS).fill(1),
      at: Float64Array.from(bars, ({ openAt }) => openAt + GRID),
      endAt: Float64Array.from(bars, ({ openAt }) => openAt + 2 * GRID),
      instrument: new Uint16Array(ROWS),
      runStart: new Uint32Array(ROWS),
    },
  },
  reporter: { trial: () => {}, trials: () => ({ count: 2, sharpes: [] }) },
  deps: {
    now: () => 0,
    signal: new AbortController().signal,
    runtime: {
      load: async () => ({
        run: async ({ features }: { features: { dims: readonly number[] } }) => {
          const rows = features.dims[0] ?? 0;
          const data = Float32Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 0 ? 0.1 : 0.9));
          return { probabilities: { dims: [rows, 2], data } };
        },
        release: async () => {},
      }),
    },
  },
};

function challenged(trainedTo: number) {
  const { manifest } = training.order.champion;
  const champion = { manifest: { ...manifest, training: { trainedTo }, scores: null }, onnx: FILE };
  const said: OutOfSample = {
    rows: Uint32Array.from({ length: ROWS }, (_, i) => i),
    probabilities: Float32Array.from({ length: ROWS * 2 }, (_, i) => (i % 2 === 0 ? 0.2 : 0.8)),
    confidence: new Float32Array(ROWS).fill(0.7),
    base: new Float32Array(ROWS * 2).fill(0.5),
    folds: [],
  };
  return rivalOf({ ...training, order: { ...training.order, champion } } as unknown as Training, said);
}

test("both are judged on the rows that both answered", async () => {
  const found = await challenged(START);
  expect(found?.rival.where).toContain("260 rows");
  expect(found?.rival.logLoss).toBeCloseTo(-Math.log(0.9), 6);
  expect(found?.own?.logLoss).toBeCloseTo(-Math.log(0.8), 6);
});

test("what the champion has learned from is not among them", async () => {
  const found = await challenged(START + 60 * GRID);
  expect(found?.rival.where).toContain("240 rows");
});

test("a champion without scores that cannot be compared is a champion all the same", async () => {
  const found = await challenged(START + ROWS * GRID);
  expect(found).toMatchObject({ rival: { version: 3, logLoss: null, deflatedSharpe: null }, own: null });
});
