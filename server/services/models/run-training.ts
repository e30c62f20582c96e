/**
 * One training run: claims it, has a trainer do it, keeps what it says, and registers what it made.
 *
 * The trainer is a process of its own that may be killed at any moment, as may we. What it finished lies in the run's
 * folder, so it is started again and goes on; the run ends by one row that is written by whoever holds its claim.
 */
import { isAppError } from "@/server/domain/errors";
import type { TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";
import type { TrainingRun } from "@/server/domain/models/training-run";
import { topics } from "@/server/ports/bus";
import type { RunClaim, RunEnd } from "@/server/ports/training-store";
import { announceModel } from "./announce";
import { createRunScribe, type RunScribe } from "./run-scribe";
import { settleCandidate, settleVersion } from "./settle-candidate";
import type { RunTrainingDeps } from "./training-deps";

/** A host that says nothing for so long is dead. */
const SILENT_MICROS = 20_000_000;
/** Starts of a trainer for one run: what ends it each time would end it again. */
const RESUMES_MAX = 8;
const LOOK_MILLIS = 2_000;

/** @returns whether the run was ours to do; false when it has ended, is under way elsewhere, or has to wait */
export async function runTraining(deps: RunTrainingDeps, runId: string, signal: AbortSignal): Promise<boolean> {
  const { training, host, clock } = deps;
  const claim = await training.claimRun({ runId, host, at: clock.nowMicros(), silentMicros: SILENT_MICROS });
  if (!claim) return false;
  await announce(deps, claim.run);
  const end = await conclude(deps, claim, signal);
  if (end === "released") {
    await training.releaseRun(runId, claim.claim);
    return true;
  }
  if (end === "lost") return true;
  await training.endRun(runId, claim.claim, { ...end, at: clock.nowMicros() });
  await deps.folders.remove(runId);
  await announce(deps, claim.run);
  return true;
}

type Outcome = Omit<RunEnd, "at"> | "released" | "lost";

const CANCELLED: Outcome = { state: "cancelled", text: "Cancelled", version: null };
const failed = (text: string): Outcome => ({ state: "failed", text, version: null });

/** How it ended; what went wrong is an end in words. */
async function conclude(deps: RunTrainingDeps, claim: RunClaim, signal: AbortSignal): Promise<Outcome> {
  let outcome: Outcome = "lost";
  try {
    const known = (await deps.models.listVersions(claim.run.model)).find(({ runId }) => runId === claim.run.id);
    if (known) return await settleVersion(deps, claim.run, known);
    outcome = await train(deps, claim, signal);
    return outcome;
  } catch (error) {
    if (signal.aborted) return "released";
    if (!isAppError(error)) deps.onDefect(error, `training run ${claim.run.id}`);
    else if (error.code === "unavailable" && claim.run.resumes < RESUMES_MAX) {
      // What was finished is kept: the run is taken up again by itself.
      const word = { at: deps.clock.nowMicros(), text: `It waits and is tried again: ${error.message}` };
      await deps.training.tellRun(claim.run.id, claim.claim, word).catch(() => {});
      throw error;
    }
    outcome = failed(isAppError(error) ? error.message : "Internal error: it is kept on the System page");
    return outcome;
  } finally {
    // Whoever took the run up has opened the login anew.
    if (outcome !== "lost") await deps.access.close().catch((error: unknown) => deps.onDefect(error, "training"));
  }
}

async function train(deps: RunTrainingDeps, claim: RunClaim, signal: AbortSignal): Promise<Outcome> {
  const { run } = claim;
  let seesUntil = claim.seesUntil;
  for (let resumes = run.resumes; resumes <= RESUMES_MAX; resumes++) {
    const scribe = createRunScribe(deps, claim);
    if ((await scribe.look()) === "cancel") return CANCELLED;
    const task = await taskOf(deps, claim, seesUntil);
    const end = await attempt(deps, { task, scribe, signal });
    await scribe.close();
    seesUntil = scribe.seesUntil() ?? seesUntil;
    if (scribe.verdict() === "lost") return "lost";
    if (scribe.verdict() === "cancel") return CANCELLED;
    const { candidate, failure, isDone } = scribe.said();
    // What has no room is tried again, as our own troubles of that kind are.
    if (failure?.code === "unavailable") throw failure;
    if (failure !== null) return failed(failure.message);
    if (candidate && isDone) return settleCandidate(deps, run, candidate);
    if (isDone) return failed("The trainer ended without a candidate");
    if (signal.aborted) return "released";
    deps.onDefect(new Error(`the trainer of ${run.id} ended (${end.why}): ${end.words}`), "training");
    if (resumes < RESUMES_MAX) await scribe.resumed();
  }
  return failed(`The trainer ended ${RESUMES_MAX + 1} times before it was done: the System page has its last words`);
}

async function taskOf(
  deps: RunTrainingDeps,
  { run, recipe }: RunClaim,
  seesUntil: number | null,
): Promise<TrainerTask> {
  const { models, training, access, files, folders, codeVersion } = deps;
  const model = await models.findModel(run.model);
  if (!model) throw new Error(`the run ${run.id} is of ${run.model}, which is not there`);
  const versions = await models.listVersions(run.model);
  const champion = versions.find(({ state }) => state === "champion");
  return {
    runId: run.id,
    model: run.model,
    version: (versions[0]?.version ?? 0) + 1,
    recipe,
    gates: model.gates,
    seesUntil,
    databaseUrl: await access.open(),
    runDir: await folders.make(run.id),
    champion: champion ? { manifest: champion.manifest, onnxPath: files.pathOf(champion, "model.onnx") } : null,
    trialsBefore: await training.countTrials(run.model, run.id),
    codeVersion,
  };
}

type Attempt = Readonly<{ task: TrainerTask; scribe: RunScribe; signal: AbortSignal }>;

/** One life of a trainer. It is stopped when we are, when the run is cancelled, and when somebody else took it up. */
async function attempt(deps: RunTrainingDeps, { task, scribe, signal }: Attempt) {
  const trainer = deps.startTrainer(task, (message: TrainerMessage) => scribe.hear(message));
  const stop = (): void => trainer.stop();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  const endLooks = deps.clock.every(LOOK_MILLIS, () => {
    void scribe.look().then((verdict) => {
      if (verdict !== "go on") stop();
    });
  });
  const { code, signal: by, words } = await trainer.ended;
  endLooks();
  signal.removeEventListener("abort", stop);
  return { why: by ?? `code ${String(code)}`, words };
}

async function announce({ bus, training }: RunTrainingDeps, { id, model }: TrainingRun): Promise<void> {
  const now = await training.findRun(id);
  await Promise.allSettled([bus.publish(topics.training(id), JSON.stringify(now)), announceModel(bus, model)]);
}
