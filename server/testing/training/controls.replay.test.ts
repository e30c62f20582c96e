/**
 * The two controls of a learner: what cannot be foreseen must score like chance, or something leaks; what was planted
 * must be found, or nothing would be. On a drawn walk always, on recorded candles where they lie beside the checkout.
 */
import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseCandles } from "@/server/services/import-candles/parse-candles";
import { candleHistory } from "@/server/services/training/candle-history";
import { plantSignal } from "@/server/services/training/planted-signal";
import type { TrainingReport } from "@/server/services/training/training-report";
import type { InstrumentHistory } from "@/server/services/training/training-source";
import { randomHistory } from "./random-history";
import { memoryWork, smallRun } from "./small-run";

const RECORDED = path.resolve("../shared/data/candles/binance_2025/spot_ETH_USDT-5m.csv.gz");
const FAMILIES = ["logistic", "gbdt-leaf"];
/** A calibrator that finds nothing says the same of every row, and would hide what a model says. */
const UNCALIBRATED = { families: FAMILIES, calibration: "none" } as const;

/** Half of what overlaps is no information: of n rows n / 3 count. Four standard errors of an AUC of nothing. */
const chance = (rows: number): number => 4 / Math.sqrt(3 * (rows / 3));

function recordedDays(days: number): InstrumentHistory {
  const text = gunzipSync(fs.readFileSync(RECORDED)).toString("utf8");
  const history = candleHistory("ETH/USDT", [parseCandles(text.split("\n"), null)]);
  return { ...history, bars: history.bars.slice(0, days * 288) };
}

function expectNothingForeseen({ table }: TrainingReport): void {
  const models = table.filter(({ name }) => name !== "prior").map(({ classes }) => classes);
  for (const { auc, rows, logLoss, baseLogLoss } of models) {
    expect(Math.abs((auc ?? Number.NaN) - 0.5)).toBeLessThan(chance(rows));
    expect(logLoss).toBeGreaterThan(baseLogLoss - 0.01);
  }
  // They did say something.
  expect(new Set(models.map(({ auc }) => auc)).size).toBeGreaterThan(1);
}

const sources: [string, () => InstrumentHistory][] = [["a drawn walk", () => randomHistory(20, 11)]];
if (fs.existsSync(RECORDED)) sources.push(["recorded ETH/USDT", () => recordedDays(20)]);
else process.stderr.write(`Controls on recorded candles are skipped: ${RECORDED} is absent\n`);

describe.each(sources)("on %s", (_, load) => {
  test("labels that were shuffled cannot be foreseen", async () => {
    const { report } = await smallRun({ histories: [load()], recipe: UNCALIBRATED, control: "shuffled" });
    expect(report.rows).toBeGreaterThan(1_000);
    expectNothingForeseen(report);
  });

  test("a planted signal is found", async () => {
    const { report } = await smallRun({ histories: [plantSignal(load())], recipe: { families: FAMILIES } });
    const { overall } = report.scores;
    expect(overall.auc).toBeGreaterThan(0.5 + chance(overall.rows));
    expect(overall.logLoss).toBeLessThan(overall.baseLogLoss);
    expect(overall.mcc).toBeGreaterThan(0.1);
  });
});

test("a walk without memory cannot be foreseen with its labels as they are: no feature sees what comes", async () => {
  const { report } = await smallRun({ histories: [randomHistory(20, 11)], recipe: UNCALIBRATED });
  expect(report.rows).toBeGreaterThan(1_000);
  expectNothingForeseen(report);
});

test("every fit and every backtest stands in the ledger: walks, the kept model, the range of costs", async () => {
  const { report, messages } = await smallRun({ histories: [randomHistory(20, 5)] });
  const trials = messages.flatMap((message) => (message.kind === "trial" ? [message.trial] : []));
  const folds = (kind: string, family: string) =>
    trials.flatMap((trial) => (trial.kind === kind && trial.family === family ? [trial.fold] : [])).toSorted();
  expect(folds("fit", "logistic")).toEqual(["final", "walk-1", "walk-2"]);
  expect(folds("fit", "mlp")).toEqual(["walk-1", "walk-2"]);
  expect(folds("backtest", "logistic")).toEqual(["all walks", "slippage of 1000 ppm", "slippage of 250 ppm"]);
  expect(report.scores.trials).toBe(new Set(trials.map(({ key }) => key)).size);
});

test("a run that is killed at any step goes on where it was, to the same file", async () => {
  const histories = [plantSignal(randomHistory(20, 5))];
  const whole = await smallRun({ histories });
  const sha = whole.report.candidate.manifest.sha256;
  const work = memoryWork();
  for (const life of [1, 2, 3]) {
    let saves = 0;
    const save = (key: string, bytes: Uint8Array) => {
      work.save(key, bytes);
      if (++saves >= life) throw new Error("killed");
    };
    await expect(smallRun({ histories, work: { ...work, save } })).rejects.toThrow("killed");
  }
  const resumed = await smallRun({ histories, work });
  expect(resumed.report.candidate.manifest.sha256).toBe(sha);
  const keys = (messages: typeof whole.messages) =>
    new Set(messages.flatMap((message) => (message.kind === "trial" ? [message.trial.key] : [])));
  expect(keys(resumed.messages)).toEqual(keys(whole.messages));
});
