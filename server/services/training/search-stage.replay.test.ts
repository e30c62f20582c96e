import { expect, test } from "vitest";
import { randomHistory } from "@/server/testing/training/random-history";
import { smallRun } from "@/server/testing/training/small-run";
import { plantSignal } from "./planted-signal";

const TRIALS = 5;

test("a run with a TPE search tries as often as it may and goes on with the best", async () => {
  const { messages, report } = await smallRun({
    histories: [plantSignal(randomHistory(18, 7))],
    recipe: {
      search: { kind: "tpe", trialsMax: TRIALS, budgetSeconds: 10_000 },
      folds: {
        trainDays: 8,
        validDays: 4,
        testDays: 3,
        stepDays: 3,
        walksMax: 1,
        combinatorial: null,
        embargoShare: 0.01,
      },
    },
  });
  const fits = messages.flatMap((message) =>
    message.kind === "trial" && message.trial.kind === "fit" && message.trial.family === "logistic"
      ? [message.trial]
      : [],
  );
  const tried = fits.filter(({ fold }) => fold.startsWith("search-"));
  expect(tried.map(({ fold }) => fold)).toEqual(Array.from({ length: TRIALS }, (_, i) => `search-${i + 1}`));
  expect(new Set(tried.map(({ params }) => JSON.stringify(params))).size).toBe(TRIALS);
  // What was given up for hopeless has no score.
  const scored = tried.filter(({ logLoss }) => logLoss !== null);
  const best = scored.toSorted((a, b) => (a.logLoss ?? 0) - (b.logLoss ?? 0))[0];
  const walks = fits.filter(({ fold }) => fold.startsWith("walk-"));
  expect(walks.map(({ params }) => params)).toEqual([best?.params]);
  expect(report.scores.trials).toBeGreaterThanOrEqual(2 * TRIALS);
});
