import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import type { Dataset } from "@/server/learning/dataset";
import { modelFamilies } from "@/server/learning/families";
import type { FitInput, FitProgress, FittedModel, ModelFamily } from "@/server/learning/model-family";
import { logistic } from "./logistic";
import { mlp } from "./mlp";
import { tcn } from "./tcn";
import { held, noisyRing, rising, rows, trend } from "./test-data";

type Given = Partial<FitInput> & Pick<FitInput, "data">;

/** The first 60 % to learn from, 20 % to stop by, the rest to judge. */
const fit = (family: ModelFamily, given: Given): Promise<FittedModel> =>
  family.fit({
    train: rows(0, given.data.rows * 0.6),
    valid: rows(given.data.rows * 0.6, given.data.rows * 0.8),
    classes: 2,
    params: {},
    seed: 7,
    runtime: onnxRuntime,
    onProgress: () => {},
    checkpoint: null,
    ...given,
  });

async function accuracy(model: FittedModel, data: Dataset): Promise<number> {
  const judged = rows(data.rows * 0.8, data.rows);
  const said = await model.predict(data, judged);
  let right = 0;
  for (const [i, row] of judged.entries()) {
    const scores = said.subarray(i * model.classes, (i + 1) * model.classes);
    if (scores.indexOf(Math.max(...scores)) === data.y[row]) right += 1;
  }
  return right / judged.length;
}

const sha = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

test("logistic regression finds the weights that made the data", async () => {
  const data = trend(4000, 3);
  const model = held(await fit(logistic, { data }));
  const loss = model.curve.at(-1)?.validLoss ?? 1;
  // Of the true probabilities, which no model can beat by more than chance.
  expect(loss).toBeLessThan(truthLoss(data) + 0.01);
  const [a = 0, b = 0, c = 0, d = 0] = model.importance ?? [];
  expect(a / b).toBeCloseTo(2, 0);
  expect(c + d).toBeLessThan(0.1);
  expect(a + b + c + d).toBeCloseTo(1, 6);
});

/** Log loss of what `trend` draws by, over the validation rows. */
function truthLoss(data: Dataset): number {
  const valid = rows(data.rows * 0.6, data.rows * 0.8);
  let total = 0;
  for (const row of valid) {
    const p = 1 / (1 + Math.exp(-4 * ((data.x[row * 4] ?? 0) - (data.x[row * 4 + 1] ?? 0) / 2)));
    total -= Math.log(data.y[row] === 1 ? p : 1 - p);
  }
  return total / valid.length;
}

test("a perceptron finds what no line parts, a logistic regression does not", async () => {
  const data = noisyRing(3000, 5);
  const bent = held(await fit(mlp, { data, params: { rate: 5e-3 } }));
  const straight = held(await fit(logistic, { data }));
  expect(await accuracy(bent, data)).toBeGreaterThan(0.85);
  expect(await accuracy(straight, data)).toBeLessThan(0.65);
});

test("a convolution finds what only the order of rows shows", async () => {
  const data = rising(1500, 5);
  const model = held(await fit(tcn, { data, params: { steps: 6, blocks: 2, channels: 16, epochs: 12, rate: 5e-3 } }));
  expect(await accuracy(model, data)).toBeGreaterThan(0.9);
  const early = await model.predict(data, rows(0, 8));
  expect([...early].map(Number.isNaN)).toEqual(Array.from({ length: 16 }, (_, i) => i < 10));
});

test.each([logistic, mlp, tcn])("$name gives the same file for the same seed, another for another", async (family) => {
  const data = noisyRing(300, 1);
  const params = { epochs: 2 };
  const [one, again, other] = [
    held(await fit(family, { data, params })),
    held(await fit(family, { data, params })),
    held(await fit(family, { data, params, seed: 8 })),
  ];
  expect(sha(again.onnx)).toBe(sha(one.onnx));
  expect(sha(other.onnx)).not.toBe(sha(one.onnx));
});

test.each([logistic, mlp, tcn])(
  "$name says with the file what it says itself, row by row and all at once",
  async (family) => {
    const data = withHoles(noisyRing(300, 1));
    const model = held(await fit(family, { data, params: { epochs: 1 } }));
    const session = await onnxRuntime.load(model.onnx, { threads: 1 });
    const asked = rows(100, 140);
    const all = await model.predict(data, asked);
    expect(all.every(Number.isFinite)).toBe(true);
    for (const [i, row] of asked.entries()) {
      const window = data.x.slice((row - model.steps + 1) * 4, (row + 1) * 4);
      const dims = model.steps === 1 ? [1, 4] : [1, model.steps, 4];
      const { probabilities } = await session.run({ features: { dims, data: window } });
      const [down = 0, up = 0] = Array.from(probabilities?.data ?? [], Number);
      expect(Math.abs(down - (all[2 * i] ?? 0))).toBeLessThan(1e-5);
      expect(down + up).toBeCloseTo(1, 5);
    }
    await session.release();
  },
);

test("a wide perceptron is served in int8, and its rows are asked one by one, so that company does not matter", async () => {
  const data = noisyRing(60, 1);
  const model = held(await fit(mlp, { data, params: { width: 512, layers: 2, epochs: 1 } }));
  expect(model.graph.nodes.map(({ op }) => op)).toContain("DynamicQuantizeMatMul");
  const together = await model.predict(data, rows(50, 60));
  const alone = await model.predict(data, rows(55, 56));
  expect([...alone]).toEqual([...together.subarray(10, 12)]);
});

/** Missing and absurd values. */
function withHoles(data: Dataset): Dataset {
  const x = data.x.slice();
  for (let i = 0; i < x.length; i += 7) x[i] = Number.NaN;
  x[50 * 4] = Number.POSITIVE_INFINITY;
  x[110 * 4] = 1e30;
  return { ...data, x };
}

test.each([mlp, tcn])("$name, stopped at any save, goes on to the same bits", async (family) => {
  const data = noisyRing(400, 2);
  const params = { epochs: 3 };
  const saves: Uint8Array[] = [];
  const keep = { load: () => null, save: (bytes: Uint8Array) => void saves.push(bytes.slice()) };
  const whole = held(await fit(family, { data, params, checkpoint: keep }));
  expect(saves.length).toBeGreaterThanOrEqual(3);
  for (const kept of [...saves, saves[0]?.subarray(0, 900) ?? new Uint8Array(), new Uint8Array(5)]) {
    const resumed = held(await fit(family, { data, params, checkpoint: { load: () => kept, save: () => {} } }));
    expect(sha(resumed.onnx)).toBe(sha(whole.onnx));
    expect(resumed.curve).toEqual(whole.curve);
  }
  const elsewhere = held(
    await fit(family, { data, params, seed: 1, checkpoint: { load: () => saves[0] ?? null, save: () => {} } }),
  );
  expect(sha(elsewhere.onnx)).toBe(sha(held(await fit(family, { data, params, seed: 1 })).onnx));
});

test("a fit stopped within an epoch goes on to the same bits", async () => {
  const data = noisyRing(300, 2);
  const given = { data, params: { epochs: 40 }, valid: new Uint32Array() };
  const saves: Uint8Array[] = [];
  const keep = { load: () => null, save: (bytes: Uint8Array) => void saves.push(bytes.slice()) };
  const whole = held(await fit(mlp, { ...given, checkpoint: keep }));
  // Six steps an epoch, so that the save after 200 steps is none at an epoch's end.
  expect(saves.length).toBe(41);
  const resumed = held(await fit(mlp, { ...given, checkpoint: { load: () => saves[33] ?? null, save: () => {} } }));
  expect(sha(resumed.onnx)).toBe(sha(whole.onnx));
});

test("a save of other labels is not taken up", async () => {
  const data = noisyRing(200, 2);
  const turned = { ...data, y: data.y.map((y) => 1 - y) };
  const params = { epochs: 2 };
  const saves: Uint8Array[] = [];
  const save = (bytes: Uint8Array) => void saves.push(bytes.slice());
  held(await fit(logistic, { data, params, checkpoint: { load: () => null, save } }));
  const anew = held(await fit(logistic, { data: turned, params }));
  const offered = { load: () => saves[0] ?? null, save: () => {} };
  const refused = held(await fit(logistic, { data: turned, params, checkpoint: offered }));
  expect(sha(refused.onnx)).toBe(sha(anew.onnx));
});

test("a fit stops when its caller says so", async () => {
  const seen: FitProgress[] = [];
  const stop = new Error("cancelled");
  const onProgress = (progress: FitProgress) => {
    seen.push(progress);
    throw stop;
  };
  await expect(fit(logistic, { data: trend(200, 1), onProgress })).rejects.toBe(stop);
  expect(seen).toMatchObject([{ step: 1, steps: 30 }]);
});

test("it stops when the validation loss no longer falls, and keeps the best", async () => {
  const data = trend(300, 1);
  const noise = { ...data, y: data.y.map((_, i) => (i * 7919) % 2) };
  const model = held(await fit(mlp, { data: noise, params: { rate: 1e-2, dropout: 0, epochs: 100 } }));
  expect(model.curve.length).toBeLessThan(60);
});

test("a loss that is no number stops the fit with its step and its rate", async () => {
  const data = trend(200, 1);
  const heavy = { ...data, weight: data.weight.map(() => 1e38) };
  await expect(fit(logistic, { data: heavy })).rejects.toThrow(/at step 1 with learning rate 0\.\d+ it was NaN/);
});

test.each([
  [{ params: { l2: 100 } }, "l2 must be a number from 0.000001 to 10, was 100"],
  [{ params: { epochs: 2.5 } }, "epochs must be a whole number from 1 to 200, was 2.5"],
  [{ train: new Uint32Array() }, "needs at least 2 rows"],
])("refuses %j", async (given, says) => {
  await expect(fit(logistic, { data: trend(50, 1), ...given })).rejects.toThrow(says);
});

test("three classes are told apart", async () => {
  const data = trend(1500, 4);
  const three = { ...data, y: data.y.map((_, i) => Math.floor(((data.x[i * 4] ?? 0) + 1) * 1.499)) };
  const model = held(await fit(logistic, { data: three, classes: 3, params: { rate: 0.03, l2: 1e-4 } }));
  expect(await accuracy(model, three)).toBeGreaterThan(0.85);
});

test("each family has bounds that hold its defaults, and a name of its own", () => {
  expect(new Set(modelFamilies.map(({ name }) => name)).size).toBe(modelFamilies.length);
  for (const { params } of modelFamilies) {
    for (const rule of Object.values(params)) {
      if (rule.kind === "choice") expect(rule.choices).toContain(rule.default);
      else expect(rule.min <= rule.default && rule.default <= rule.max && (!rule.isLog || rule.min > 0)).toBe(true);
    }
  }
});
