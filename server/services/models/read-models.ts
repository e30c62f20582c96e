/** Models, versions and what became of them, as pages see them. */
import { AppError } from "@/server/domain/errors";
import type { DriftReport } from "@/server/domain/models/drift";
import type { Model, ModelVersion } from "@/server/domain/models/model-version";
import type { Clock } from "@/server/ports/clock";
import type { ModelFiles } from "@/server/ports/model-files";
import type { ModelStore } from "@/server/ports/model-store";
import type { PredictionStore } from "@/server/ports/prediction-store";
import type { TrainingStore } from "@/server/ports/training-store";
import { nextCronAt } from "./cron";
import { fileProblemOf } from "./file-problem";
import { judgeNow } from "./gates";
import { liveScoresOf } from "./live-scores";
import type { ModelDetail, ModelView, VersionComparison, VersionDetail, VersionSummary } from "./model-views";

export type ReadModelsDeps = Readonly<{
  models: ModelStore;
  training: TrainingStore;
  predictions: PredictionStore;
  clock: Clock;
}>;

const EVENTS_SHOWN = 200;
const PREDICTIONS_SHOWN = 100;
const COMPARED_MAX = 10_000;

export async function getModel({ models }: Pick<ReadModelsDeps, "models">, name: string): Promise<Model> {
  const model = await models.findModel(name);
  if (!model) throw new AppError("not_found", `There is no model ${name}`, { facts: { model: name } });
  return model;
}

type Of = Readonly<{ model: string; version: number }>;

export async function getVersion({ models }: Pick<ReadModelsDeps, "models">, of: Of): Promise<ModelVersion> {
  const found = await models.findVersion(of.model, of.version);
  if (!found) throw new AppError("not_found", `${of.model} has no version ${of.version}`, { facts: of });
  return found;
}

export async function listModelViews(deps: ReadModelsDeps): Promise<readonly ModelView[]> {
  const all = await deps.models.listModels();
  return Promise.all(all.map((model) => viewOf(deps, model)));
}

export async function getModelDetail(deps: ReadModelsDeps, name: string): Promise<ModelDetail> {
  const model = await getModel(deps, name);
  const [view, events, trials] = await Promise.all([
    viewOf(deps, model),
    deps.models.listEvents(name, EVENTS_SHOWN),
    deps.training.countTrials(name, null),
  ]);
  return { ...view, events, trials };
}

async function viewOf(deps: ReadModelsDeps, model: Model): Promise<ModelView> {
  const [versions, drift, runs] = await Promise.all([
    deps.models.listVersions(model.name),
    deps.models.listDrift(model.name),
    deps.training.listRuns({ model: model.name, limit: 10 }),
  ]);
  const now = deps.clock.nowMicros();
  const isOpen = ({ state }: { state: string }): boolean => state === "queued" || state === "running";
  return {
    model,
    schedules: model.schedules.map((schedule) => ({
      ...schedule,
      nextAt: schedule.isEnabled ? nextCronAt(schedule.cron, now) : null,
    })),
    versions: await Promise.all(versions.map((version) => summaryOf(deps, { model, version, versions, drift }))),
    run: runs.find(isOpen) ?? null,
    lastRun: runs.find((run) => !isOpen(run)) ?? null,
  };
}

type SummaryInput = Readonly<{
  model: Model;
  version: ModelVersion;
  versions: readonly ModelVersion[];
  drift: readonly DriftReport[];
}>;

async function summaryOf(deps: ReadModelsDeps, input: SummaryInput): Promise<VersionSummary> {
  const { model, version, versions, drift } = input;
  const { manifest, state, origin, createdAt, stateSince, gates, runId } = version;
  const report = drift.find((one) => one.version === version.version);
  const champion = versions.find((one) => one.state === "champion") ?? null;
  const { scores } = manifest;
  return {
    model: model.name,
    version: version.version,
    state,
    origin,
    createdAt,
    stateSince,
    runId,
    family: manifest.family,
    scores: scores && { overall: scores.overall, trading: scores.trading, pbo: scores.pbo, trials: scores.trials },
    live: await liveScoresOf(deps.predictions, version),
    drift: report ? { level: report.level, at: report.at, texts: report.texts } : null,
    gates,
    gatesNow: judgeNow(model.gates, version, champion),
  };
}

type DetailDeps = ReadModelsDeps & Readonly<{ files: Pick<ModelFiles, "read"> }>;

export async function getVersionDetail(deps: DetailDeps, of: Of): Promise<VersionDetail> {
  const [model, version] = await Promise.all([getModel(deps, of.model), getVersion(deps, of)]);
  const [versions, drift, events, predictions] = await Promise.all([
    deps.models.listVersions(of.model),
    deps.models.listDrift(of.model),
    deps.models.listEvents(of.model, EVENTS_SHOWN),
    deps.predictions.list({ ...of, from: 0, limit: PREDICTIONS_SHOWN, scored: false }),
  ]);
  return {
    version,
    summary: await summaryOf(deps, { model, version, versions, drift }),
    drift: drift.find((one) => one.version === of.version) ?? null,
    events: events.filter((event) => event.version === of.version),
    predictions,
    fileProblem: await fileProblemOf(deps.files, version),
  };
}

export async function compareVersions(
  deps: DetailDeps,
  { model, a, b }: Readonly<{ model: string; a: number; b: number }>,
): Promise<VersionComparison> {
  const [first, second] = await Promise.all([
    getVersionDetail(deps, { model, version: a }),
    getVersionDetail(deps, { model, version: b }),
  ]);
  const said = (version: number) =>
    deps.predictions.list({ model, version, from: 0, limit: COMPARED_MAX, scored: false });
  const [ofA, ofB] = await Promise.all([said(a), said(b)]);
  const likeliest = new Map(ofA.map((row) => [`${row.instrumentId}/${row.askedAt}`, classOf(row.probabilitiesPpm)]));
  const seen = new Map(ofB.map((row) => [`${row.instrumentId}/${row.askedAt}`, classOf(row.probabilitiesPpm)]));
  const pairs = [...seen].flatMap(([key, theirs]) => {
    const mine = likeliest.get(key) ?? null;
    return mine === null || theirs === null ? [] : [mine === theirs];
  });
  const same = pairs.filter(Boolean).length;
  return { a: first, b: second, agreement: { rows: pairs.length, share: pairs.length ? same / pairs.length : null } };
}

const classOf = (ppm: readonly number[] | null): number | null => ppm && ppm.indexOf(Math.max(...ppm));
