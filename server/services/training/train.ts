/**
 * A training run from beginning to end: data, search, folds, backtest, final fit, checks, gates. Its effects are handed
 * in, so that the same run is a job's child process, a command and a test. What it finished is kept by key; started
 * again with the same order and data, it repeats what it said and goes on where it was.
 */
import { AppError } from "@/server/domain/errors";
import { featureSet } from "@/server/features/sets/registry";
import type { Dataset } from "@/server/learning/dataset";
import { type Walk, walkForward } from "@/server/learning/folds/walk-forward";
import type { ModelFamily } from "@/server/learning/model-family";
import { checkGates, factsOf } from "@/server/services/models/gates";
import { measureLatency } from "@/server/services/models/measure-latency";
import { type Traded, trade } from "./backtest-stage";
import { candidateOf } from "./candidate";
import { rivalOf } from "./champion";
import { combinatorialScores } from "./combinatorial-stage";
import { type Contender, familyContender, priorContender, validationLoss } from "./contender";
import { ENSEMBLES, ensembleContender } from "./ensembles";
import { type FinalModel, fitFinal } from "./final-stage";
import { asAtFirst } from "./first-sight";
import { importanceOf } from "./importance";
import { modelScores } from "./model-scores";
import { outOfSample } from "./out-of-sample";
import { overfittingOf } from "./overfitting";
import { createReporter } from "./reporter";
import { buildSample } from "./sample";
import { type Chosen, searchFamilies } from "./search-stage";
import { classesIn, identityOf, type Training, type TrainingDeps, type TrainingOrder } from "./training";
import { scoreTable, type TrainingReport } from "./training-report";

/** What everything must beat stands beside it in every run. */
const BASELINES: readonly string[] = ["logistic", "mlp"];
const TIMED_ROWS = 1_000;

/**
 * @throws AppError for a recipe that names what is not there, too little data, a full disk; the signal's reason when it
 *         is aborted
 */
export async function train(order: TrainingOrder, deps: TrainingDeps): Promise<TrainingReport> {
  const startedAt = deps.now();
  const training = await prepare(order, deps);
  const { walks, text, scale } = walkForward(training.sample.data, order.recipe.folds);
  const [oldest, newest] = [walks[0], walks.at(-1)];
  if (!oldest || !newest) throw tooLittle(training, text);
  training.reporter.progress({ share: 1, text });
  const chosen = await searchFamilies(training, familiesOf(order, deps), oldest);
  const contenders = await runFolds(training, walks, chosen);
  const winner = winnerOf(training, walks, contenders);
  const traded = tradeAll(training, walks, contenders);
  const best = traded.find(({ contender }) => contender === winner);
  if (!best) throw new Error(`${winner.name} was not traded`);
  const members = chosen.filter(({ family }) =>
    ENSEMBLES.some((name) => name === winner.name)
      ? order.recipe.families.includes(family.name)
      : family.name === winner.name,
  );
  const made = await makeFinal(training, { winner, members, newest, traded, best });
  const candidate = candidateOf(training, { ...made, winner, members, said: best.said, startedAt });
  await made.model.release();
  deps.tell({ kind: "candidate", candidate });
  return {
    ...made,
    candidate,
    folds: { text, scale },
    rows: training.sample.data.rows,
    columns: training.sample.data.columns.length,
    winner: winner.name,
    table: scoreTable(training, traded),
    refusals: best.run.refusals,
  };
}

async function prepare(order: TrainingOrder, deps: TrainingDeps): Promise<Training> {
  const { recipe } = order;
  const reporter = createReporter({ deps, order });
  reporter.stage("data", "Reading the history");
  const set = knownSet(recipe.featureSet);
  if (set.grid.kind !== "bar")
    throw new AppError("invalid", `${set.name} is made at whole seconds: it cannot be trained from candles`);
  const { interval } = set.grid;
  const history = await deps.source.load({ instrumentIds: recipe.instrumentIds, interval });
  deps.tell({ kind: "quarantine", from: history.quarantineFrom, text: history.quarantineText });
  reporter.progress({ share: 0.3, text: "Computing features and labels" });
  const { quarantineFrom } = history;
  const histories = asAtFirst(deps.work, history.instruments);
  const sample = buildSample({ set, label: recipe.label, histories, quarantineFrom });
  return { order, deps, sample, classes: classesIn(order), identity: identityOf(order, sample), reporter };
}

/** @throws AppError not_found */
function knownSet(name: string) {
  try {
    return featureSet(name);
  } catch (cause) {
    throw new AppError("not_found", cause instanceof Error ? cause.message : name, { cause });
  }
}

function tooLittle({ sample }: Training, text: string): AppError {
  const labels = sample.data.y.filter((y) => !Number.isNaN(y)).length;
  const seen = `${sample.data.rows.toLocaleString("en")} rows, ${labels.toLocaleString("en")} of them with a label`;
  return new AppError("refused", `There is too little history to train on: ${seen}. ${text}`);
}

/** Those of the recipe, then the baselines that are not among them. @throws AppError not_found */
function familiesOf({ recipe }: TrainingOrder, { families }: TrainingDeps): ModelFamily[] {
  const names = [...recipe.families, ...BASELINES.filter((name) => !recipe.families.includes(name))];
  return names.map((name) => {
    const family = families.find((one) => one.name === name);
    if (!family)
      throw new AppError(
        "not_found",
        `there is no family ${name}; there are ${families.map((one) => one.name).join(", ")}`,
      );
    return family;
  });
}

async function runFolds(training: Training, walks: readonly Walk[], chosen: readonly Chosen[]): Promise<Contender[]> {
  training.reporter.stage("folds", `Fitting ${chosen.length} families on ${walks.length} walks`);
  const single: Contender[] = [];
  for (const [from, one] of chosen.entries())
    single.push(await familyContender(training, one, { walks, from, of: chosen.length }));
  const families = single.filter(({ name }) => training.order.recipe.families.includes(name));
  const joined =
    families.length < 2 ? [] : ENSEMBLES.map((kind) => ensembleContender(training, kind, { walks, families }));
  return [...single, ...joined, priorContender(training, walks)];
}

/** The lowest validation loss among what the recipe asks for and what is made of it; baselines are only compared with. */
function winnerOf(training: Training, walks: readonly Walk[], contenders: readonly Contender[]): Contender {
  const asked = [...training.order.recipe.families, ...ENSEMBLES];
  const able = contenders.filter(({ name }) => asked.includes(name));
  const losses = able.map((contender) => validationLoss(training, walks, contender));
  const best = able[losses.indexOf(Math.min(...losses))];
  if (!best) throw new AppError("refused", "No family could be fitted");
  return best;
}

function tradeAll(training: Training, walks: readonly Walk[], contenders: readonly Contender[]): Traded[] {
  training.reporter.stage("backtest", "Trading the answers through the engine");
  return contenders.map((contender, i) => {
    const traded = trade(training, contender, outOfSample(training, contender, walks));
    training.reporter.progress({ share: (i + 1) / contenders.length, text: `Traded ${contender.title}` });
    return traded;
  });
}

type Final = Readonly<{
  winner: Contender;
  members: readonly Chosen[];
  newest: Walk;
  traded: readonly Traded[];
  best: Traded;
}>;

async function makeFinal(training: Training, { winner, members, newest, traded, best }: Final) {
  const { deps, reporter, order, sample } = training;
  for (const score of best.said.folds) reporter.fold(score);
  reporter.stage("final", `Fitting ${winner.title} on the newest window`);
  const model = await fitFinal(training, { name: winner.name, members, newest });
  const [first] = members;
  const combinatorial = first && members.length === 1 ? await combinatorialScores(training, first) : null;
  reporter.stage("checks", "Importance, latency and the file itself");
  const importance = await importanceOf(training, model, model.unseen);
  const session = await deps.runtime.load(model.onnx, { threads: 1 });
  const windows = windowsOf(sample.data, model);
  const input = { name: "features", steps: model.steps };
  const latency = await measureLatency({ session, input, windows, now: deps.now });
  await session.release();
  reporter.stage("gates", order.champion ? "Holding it against the champion" : "There is no champion yet");
  const against = await rivalOf(training, best.said);
  const pbo = overfittingOf(traded);
  const scores = modelScores(training, { best, importance, combinatorial, curves: model.curves, pbo });
  const facts = { ...factsOf(scores, latency.p99), ...against?.own };
  const gates = checkGates({ gates: order.gates, facts, champion: against?.rival ?? null });
  return { model, latency, scores, gates };
}

/** The newest whole windows that taught nothing, enough to time the file with; zeros where there is none. */
function windowsOf({ x, columns, runStart }: Dataset, { unseen, steps }: FinalModel): Float32Array[] {
  const whole = unseen.filter((row) => row - (runStart[row] ?? 0) >= steps - 1).slice(-TIMED_ROWS);
  if (whole.length === 0) return [new Float32Array(steps * columns.length)];
  return Array.from(whole, (row) => x.slice((row - steps + 1) * columns.length, (row + 1) * columns.length));
}
