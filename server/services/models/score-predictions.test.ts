// Guarantee: a prediction gets the class that training would give its row, once the market lived through its horizon.
import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { micros } from "@/server/domain/micros";
import type { DriftReport } from "@/server/domain/models/drift";
import type { StoredPrediction } from "@/server/ports/prediction-store";
import { ABC } from "@/server/testing/engine-run";
import { someModel } from "@/server/testing/models/some-model";
import { predicted } from "@/server/testing/predictions";
import { TINY_SET, tinyOnnx, tinyVersion } from "@/server/testing/tiny-model";
import { driftOf } from "./drift";
import { scorePredictions } from "./score-predictions";

const MINUTE = 60_000_000;
const START = 1_767_225_600_000_000; // 2026-01-01T00:00Z

/** Minutes whose closes are given by their number, with those that are missing left out. */
async function open(closeOf: (minute: number) => number, minutes: number, isMissing = (_minute: number) => false) {
  const stores = createMemoryStores(createHandClock(micros(START)));
  const { manifest } = tinyVersion(tinyOnnx(1));
  await stores.models.createModel(someModel("tiny"), { who: "me", why: "made", at: START });
  const make = async () => ({ manifest, gates: [] });
  await stores.models.addVersion(
    { model: "tiny", origin: "trained", runId: null, make },
    { who: "me", why: "x", at: START },
  );
  const rows = Array.from({ length: minutes }, (_, minute) => minute).filter((minute) => !isMissing(minute));
  await stores.market.saveCandles(
    rows.map((minute) => {
      const close = closeOf(minute);
      const [openTicks, highTicks, lowTicks, closeTicks] = [close, close, close, close];
      const prices = { openTicks, highTicks, lowTicks, closeTicks, volumeLots: 1, trades: 1 };
      return {
        ...prices,
        openAt: micros(START + minute * MINUTE),
        instrumentId: ABC.id,
        instrumentVersion: 1,
        isFinal: true,
      };
    }),
  );
  const ask = (minute: number) =>
    stores.predictions.add([
      predicted(0, {
        model: "tiny",
        instrumentId: ABC.id,
        askedAt: micros(START + minute * MINUTE),
        horizonMicros: 15 * MINUTE,
      }),
    ]);
  const score = () => scorePredictions({ ...stores, findFeatureSet: () => TINY_SET }, START + 400 * 86_400_000_000);
  const outcomes = async () => {
    const all = await stores.predictions.list({ model: "tiny", version: 1, from: 0, limit: 100, scored: false });
    return all.toReversed().map(({ outcome, scoredAt }) => (scoredAt === null ? "waits" : outcome));
  };
  return { ask, score, outcomes, stores };
}

test("up is up and down is down; what the market has not lived through waits, however late it is", async () => {
  // It rises for the first hour and falls after it.
  const { ask, score, outcomes } = await open((minute) => 1_000 + (minute < 60 ? minute : 120 - minute), 100);
  for (const minute of [10, 70, 85]) await ask(minute);
  expect(await score()).toBe(2);
  expect(await outcomes()).toEqual([1, 0, "waits"]);
  expect(await score()).toBe(0);
});

test("a class that a gap hides is unknown for good; a few silent minutes hide nothing", async () => {
  const isMissing = (minute: number) => (minute >= 31 && minute < 33) || (minute >= 120 && minute < 200);
  const { ask, score, outcomes } = await open((minute) => 1_000 + minute, 300, isMissing);
  for (const minute of [25, 115, 230]) await ask(minute);
  await score();
  expect(await outcomes()).toEqual([1, null, 1]);
});

test("what this code has no labels for is unknown at once, and stands before nobody", async () => {
  const { ask, outcomes, stores } = await open((minute) => 1_000 + minute, 100);
  await ask(10);
  expect(await scorePredictions({ ...stores, findFeatureSet: () => null }, START + 86_400_000_000)).toBe(1);
  expect(await outcomes()).toEqual([null]);
});

const answers = (count: number, isRight: (i: number) => boolean, upPpm = 700_000): StoredPrediction[] =>
  Array.from({ length: count }, (_, i) => ({
    ...predicted(i * 300_000, { model: "tiny", upPpm }),
    id: i + 1,
    deskId: null,
    outcome: isRight(i) ? 1 : 0,
    scoredAt: START,
  }));

test("drift says which column moved and how far, and how much worse it is than in validation", () => {
  const scores = { overall: { accuracy: 0.7, calibrationError: 0.01 } };
  const shares = Array.from({ length: 10 }, () => 0.1);
  const deciles = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
  const [first, second] = TINY_SET.columns.map(({ name }) => ({
    column: name,
    min: 0,
    max: 1,
    mean: 0.5,
    sd: 0.3,
    missingShare: 0,
    deciles,
    shares,
  }));
  if (!first || !second) throw new Error("the tiny set has two columns");
  const version = tinyVersion(
    tinyOnnx(1),
    {},
    { reference: [first, second], answers: { ...first, column: "up" }, scores: scores as never },
  );
  const even = Float64Array.from({ length: 1_000 }, (_, i) => (i + 0.5) / 1_000);
  const high = even.map((value) => 0.9 + value / 10);
  const told = (predictions: readonly StoredPrediction[]): DriftReport =>
    driftOf({ version, at: START, columns: [even, high], memoryRows: [1, 1], predictions });
  // Six of ten right where seven were said: 0.1 below, 4.9 standard errors of a share of 0.7 in 500.
  const worse = told(answers(500, (i) => i % 10 < 6));
  expect(worse).toMatchObject({ level: "alarm", rows: 1_000, scored: 500, accuracy: { level: "alarm", live: 0.6 } });
  expect(worse.features.map(({ column, level }) => `${column} ${level}`)).toEqual([
    `${second.column} alarm`,
    `${first.column} ok`,
  ]);
  expect(worse.texts.join("\n")).toContain("60.0 % of 500 cases, 70.0 % in validation: 4.9 standard errors less");
  // Always the same answer is not the spread that it had out of sample.
  expect(worse.prediction.level).toBe("alarm");
  expect(worse.calibration.level).toBe("watch");
  const same = told(answers(500, (i) => i % 10 < 7));
  expect(same.accuracy.level).toBe("ok");
  expect(told(answers(20, () => true)).accuracy).toMatchObject({ level: "unknown", live: null });
  expect(same.features[0]?.psi).toBeGreaterThan(1);
  // A thousand rows of windows of a thousand rows are one value: chance explains any spread of it.
  const slow = driftOf({ version, at: START, columns: [even, high], memoryRows: [1_000, 1_000], predictions: [] });
  expect(slow.features.map(({ level }) => level)).toEqual(["ok", "ok"]);
});
