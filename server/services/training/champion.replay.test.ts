/**
 * Guarantee: a champion is held against a candidate on rows that neither learned from, where there are enough of them;
 * where there are not, its own scores stand in, and the run says which it was.
 */
import { beforeAll, expect, test } from "vitest";
import { featureSet } from "@/server/features/sets/registry";
import { checkGates } from "@/server/services/models/gates";
import { randomHistory } from "@/server/testing/training/random-history";
import { smallDeps, smallOrder, smallRun } from "@/server/testing/training/small-run";
import { rivalOf } from "./champion";
import type { OutOfSample } from "./out-of-sample";
import { plantSignal } from "./planted-signal";
import { createReporter } from "./reporter";
import { buildSample, labelled } from "./sample";
import type { Training, TrainingOrder } from "./training";

type Champion = NonNullable<TrainingOrder["champion"]>;
const DAY = 86_400_000_000;
const long = plantSignal(randomHistory(22, 5));
const short = { ...long, bars: long.bars.slice(0, 18 * 288) };
let champion: Champion;
let trainedTo: number;

beforeAll(async () => {
  const { report, files } = await smallRun({ histories: [short] });
  const { manifest } = report.candidate;
  champion = { manifest, onnx: files.get("model.onnx") ?? new Uint8Array() };
  trainedTo = manifest.training?.trainedTo ?? 0;
});

function trainingWith(rival: Champion): Training {
  const of = { histories: [long], champion: rival };
  const [order, deps] = [smallOrder(of), smallDeps(of)];
  const quarantineFrom = (long.bars.at(-1)?.openAt ?? 0) + 300_000_000;
  const { label } = order.recipe;
  const sample = buildSample({ set: featureSet("bars-5m"), label, histories: [long], quarantineFrom });
  return { order, deps, sample, classes: 2, identity: "test", reporter: createReporter({ deps, order }) };
}

/** Answers of a candidate that gives what happens `sure` of a chance, on all rows from a time on. */
function saying({ sample }: Training, sure: number, from: number): OutOfSample {
  const { data } = sample;
  const rows = labelled(data, Uint32Array.from(data.at.keys())).filter((row) => (data.at[row] ?? 0) >= from);
  const probabilities = new Float32Array(rows.length * 2);
  rows.forEach((row, i) => {
    const up = data.y[row] === 1 ? sure : 1 - sure;
    probabilities.set([1 - up, up], i * 2);
  });
  const confidence = new Float32Array(rows.length).fill(0.9);
  return { rows, probabilities, confidence, base: probabilities.slice().fill(0.5), folds: [] };
}

async function judged(rival: Champion, sure: number, from: number) {
  const training = trainingWith(rival);
  const against = await rivalOf(training, saying(training, sure, from));
  if (!against) throw new Error("there is a champion, but no rival");
  const facts = {
    baseLogLoss: null,
    trades: 1,
    profitFactor: 1,
    calibrationError: 0,
    maxDrawdown: 0,
    latencyMillis: 0,
  };
  const own = against.own ?? { logLoss: 0.5, deflatedSharpe: 0.5 };
  const checks = checkGates({ gates: training.order.gates, facts: { ...facts, ...own }, champion: against.rival });
  return { ...against, loss: checks.find(({ gate }) => gate === "betterLogLoss") };
}

test("a candidate that knows more passes, one that knows nothing does not, on the rows after the champion's training", async () => {
  const from = trainedTo - 2 * DAY;
  const better = await judged(champion, 0.9, from);
  const unseen = trainingWith(champion).sample.data;
  const count = [...unseen.at.keys()].filter(
    (row) => (unseen.at[row] ?? 0) > trainedTo && !Number.isNaN(unseen.y[row]),
  ).length;
  expect(better.rival.where).toBe(`on the same ${count.toLocaleString("en")} rows after the end of its training`);
  expect(better.own?.logLoss).toBeCloseTo(-Math.log(0.9), 5);
  expect(better.own?.deflatedSharpe).toBeGreaterThanOrEqual(better.rival.deflatedSharpe ?? Number.NaN);
  expect(better.loss?.passed).toBe(true);

  const worse = await judged(champion, 0.5, from);
  expect(worse.own?.logLoss).toBeCloseTo(Math.log(2), 5);
  // The champion found what was planted, also after its training; the same file scores the same beside another rival.
  expect(worse.rival.logLoss).toBeLessThan(Math.log(2) - 0.01);
  expect(worse.rival.logLoss).toBe(better.rival.logLoss);
  expect(worse.loss?.passed).toBe(false);
  expect(worse.loss?.text).toContain(`champion ${champion.manifest.version}`);
});

test("where too few rows are left, its own scores stand in, and nothing is compared on rows that it knows", async () => {
  const own = champion.manifest.scores?.overall.logLoss;
  const from = (long.bars.at(-1)?.openAt ?? 0) - DAY / 2;
  const few = await judged(champion, 0.9, from);
  expect(few.own).toBeNull();
  expect(few.rival).toMatchObject({
    logLoss: own,
    where: "own out-of-sample scores, for nothing was seen since it was trained",
  });
});

test("a champion of another label is not asked this one's question", async () => {
  const label = { kind: "sign", horizonMicros: 60 * 60_000_000 } as const;
  const other = await judged({ ...champion, manifest: { ...champion.manifest, label } }, 0.9, 0);
  expect(other.own).toBeNull();
  expect(other.rival.where).toContain("answers another question");
});

test("without a champion there is no rival", async () => {
  const training = trainingWith(champion);
  const alone = { ...training, order: { ...training.order, champion: null } };
  expect(await rivalOf(alone, saying(alone, 0.9, 0))).toBeNull();
});
