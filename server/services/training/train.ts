/**
 * A training run from beginning to end: data, search, folds, backtest, final fit, checks, gates. Its effects are handed
 * in, so that the same run is a job's child process, a command and a test. What it finished is kept by key; started
 * again with the same order and data, it repeats what it said and goes on where it was.
 */
import { AppError } from "@/server/domain/errors";
import type { ModelScores } from "@/server/domain/models/scores";
import { featureSet } from "@/server/features/sets/registry";
import { walkForward, type Walks } from "@/server/learning/folds/walk-forward";
import type { ModelFamily } from "@/server/learning/model-family";
import { equityBands, scoresOf, trade, type Traded } from "./backtest-stage";
import { candidateOf } from "./candidate";
import { rivalOf } from "./champion";
import { combinatorialScores } from "./combinatorial-stage";
import { type Contender, familyContender, priorContender, scorable, validationLoss } from "./contender";
import { ENSEMBLES, ensembleContender } from "./ensembles";
import { fitFinal } from "./final-stage";
import { checkGates, type Own, type Rival } from "./gates";
import { importanceOf } from "./importance";
import { measureLatency } from "./latency";
import { outOfSample } from "./out-of-sample";
import { overfittingOf } from "./overfitting";
import { createReporter } from "./reporter";
import { buildSample } from "./sample";
import { type Chosen, searchFamilies } from "./search-stage";
import { scoreTable, type TrainingReport } from "./training-report";
import { classesIn, identityOf, type Training, type TrainingDeps, type TrainingOrder } from "./training";
import { modelScores } from "./model-scores";

/** What everything must beat stands beside it in every run. */
const BASELINES: readonly string[] = ["logistic", "mlp"];

/**
 * @throws AppError for a recipe that names what is not there, too little data, a full disk; the signal's reason when it
 *         is aborted
 */
export async function train(order: TrainingOrder, deps: TrainingDeps): Promise<TrainingReport> {
  const training = await prepare(order, deps);
  const { folds } = order.recipe;
  const walks = walkForward(training.sample.data, folds);
  if (walks.walks.length === 0) throw tooLittle(training, walks);
  const families = familiesOf(order, deps);
  const [oldest, newest] = [walks.walks[0], walks.walks.at(-1)];
  if (!oldest || !newest) throw tooLittle(training, walks);
  const chosen = await searchFamilies(training, families, oldest);
  const contenders = await runFolds(training, { walks, chosen });
  const winner = winnerOf(training, walks, contenders);
  const traded = tradeAll(training, { walks, contenders });
  const best = traded.find(({ contender }) => contender.name === winner.name) as Traded;
  for (const score of best.said.folds) training.reporter.fold(score);
  training.reporter.stage("final", `Fitting ${winner.title} on the newest window`);
  const members = chosen.filter(({ family }) => isMember(order, winner, family));
  const combinatorial = await combinatorialScores(training, members[0] as Chosen);
  const model = await fitFinal(training, { name: winner.name, members, newest });
  training.reporter.stage("checks", "Importance, latency and the file itself");
  const importance = await importanceOf(training, model, model.unseen);
  const session = await deps.runtime.load(model.onnx, { threads: 1 });
  const latency = await measureLatency({ ...model, session, data: training.sample.data, rows: model.unseen, now: deps.now });
  await session.release();
  training.reporter.stage("gates", "Holding it against the champion");
  const against = await rivalOf(training, best.said);
  const scores = modelScores(training, { best, importance, combinatorial, curves: model.curves, pbo: overfittingOf(traded) });
  const gates = checkGates(order.gates, { classes: scores.overall, trading: scores.trading, latencyMillis: latency.p99 }, against);
  const candidate = candidateOf(training, { winner, members, model, scores, gates, said: best.said });
  await model.release();
  deps.tell({ kind: "candidate", candidate });
  return { walks, winner: winner.name, table: scoreTable(training, traded), scores, gates, latency, candidate };
}
