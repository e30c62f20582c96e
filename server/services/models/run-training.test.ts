/** Guarantee: whatever becomes of a trainer, its run ends in words, and a version is there whole or not at all. */
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryBus } from "@/server/adapters/memory/memory-bus";
import { createMemoryQueue } from "@/server/adapters/memory/memory-queue";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { createFileModels } from "@/server/adapters/model-files/file-models";
import { createRunFolders } from "@/server/adapters/model-files/run-folders";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { AppError } from "@/server/domain/errors";
import type { GateCheck } from "@/server/domain/models/recipe";
import type { TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";
import { type Bus, topics } from "@/server/ports/bus";
import type { ModelFiles } from "@/server/ports/model-files";
import type { StartTrainer, TrainerEnd } from "@/server/ports/trainer-process";
import { someModel, someRecipe, someScores } from "@/server/testing/models/some-model";
import { AT } from "@/server/testing/rows";
import { TINY_SET, tinyOnnx, tinyVersion } from "@/server/testing/tiny-model";
import { moveVersion } from "./move-version";
import { runTraining } from "./run-training";
import type { RunTrainingDeps } from "./training-deps";
import { cancelRun } from "./training-desk";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await fs.rm(folder, { recursive: true, force: true });
});

const ONNX = tinyOnnx(100);
const { manifest: MANIFEST } = tinyVersion(ONNX, {}, { scores: someScores() });
const GOOD: readonly GateCheck[] = [{ gate: "latencyMillisMax", passed: true, text: "1 ms" }];
const BAD: readonly GateCheck[] = [{ gate: "tradesMin", passed: false, text: "trades 12, at least 100: short by 88" }];
const LAST: TrainerEnd = { code: 0, signal: null, words: "" };
const KILLED: TrainerEnd = { code: null, signal: "SIGKILL", words: "its last words" };

type Life = (task: TrainerTask, tell: (message: TrainerMessage) => void, stopped: Promise<void>) => Promise<TrainerEnd>;

/** One life of a trainer after the other; the last repeats. */
async function open(
  lives: readonly Life[],
  { promotion = "by-hand" as "by-hand" | "when-better", bus = null as Bus | null } = {},
) {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), "tapedeck-run-"));
  folders.push(root);
  const clock = createHandClock(AT);
  const stores = createMemoryStores(clock);
  await stores.models.createModel(someModel("tiny", { promotion }), { who: "me", why: "made", at: AT });
  const run = { id: "run-1", model: "tiny", recipe: someRecipe(), cause: "by hand", who: "me", queuedAt: AT };
  await stores.training.addRun(run);
  const tasks: TrainerTask[] = [];
  const defects: string[] = [];
  const startTrainer: StartTrainer = (task, onMessage) => {
    const life = lives[Math.min(tasks.length, lives.length - 1)];
    tasks.push(task);
    let stop = (): void => {};
    const stopped = new Promise<void>((resolve) => void (stop = resolve));
    return { ended: life ? life(task, onMessage, stopped) : Promise.resolve(LAST), stop, kill: stop };
  };
  const deps: RunTrainingDeps = {
    ...stores,
    access: { open: async () => "postgresql://trainer", close: async () => {}, quarantine: async () => [] },
    files: createFileModels({ root: path.join(root, "models") }),
    folders: createRunFolders({ root: path.join(root, "runs") }),
    startTrainer,
    runtime: onnxRuntime,
    findFeatureSet: (name) => (name === TINY_SET.name ? TINY_SET : null),
    bus: bus ?? createMemoryBus().connect(),
    clock,
    host: "h",
    codeVersion: "test",
    onDefect: (error) => void defects.push(String(error)),
  };
  const go = (change: Partial<RunTrainingDeps> = {}, signal = new AbortController().signal) =>
    runTraining({ ...deps, ...change }, "run-1", signal);
  const now = () => stores.training.findRun("run-1");
  return { ...deps, deps, root, tasks, defects, go, now, handClock: clock };
}

/** A trainer that does what it should. */
const made =
  (gates = GOOD, bytes = ONNX, manifest = MANIFEST): Life =>
  async ({ runDir }, tell) => {
    tell({ kind: "quarantine", from: AT - 30, text: "nothing after" });
    await fs.writeFile(path.join(runDir, "model.onnx"), bytes);
    tell({ kind: "candidate", candidate: { manifest, gates, onnxPath: "model.onnx", explainPath: null } });
    tell({ kind: "done", text: "done" });
    return LAST;
  };
const killed: Life = async (_task, tell) => {
  tell({ kind: "quarantine", from: AT - 30, text: "nothing after" });
  return KILLED;
};

test("a candidate whose gates hold becomes a shadow, its files as they were made, the run's folder gone", async () => {
  const { go, now, models, files, root, tasks } = await open([made()]);
  expect(await go()).toBe(true);
  expect(await now()).toMatchObject({ state: "done", version: 1, quarantine: "nothing after", resumes: 0 });
  expect(await models.findVersion("tiny", 1)).toMatchObject({
    state: "shadow",
    runId: "run-1",
    manifest: { model: "tiny", version: 1 },
  });
  expect(await files.read({ model: "tiny", version: 1 }, "model.onnx", MANIFEST.sha256)).toEqual(Buffer.from(ONNX));
  expect(await fs.readdir(path.join(root, "runs"))).toEqual([]);
  expect(tasks[0]).toMatchObject({ version: 1, seesUntil: null, champion: null, trialsBefore: 0 });
  expect(await go()).toBe(false);
});

test("a model that promotes when better does so; a worse candidate changes nothing", async () => {
  const first = await open([made()], { promotion: "when-better" });
  await first.go();
  expect(await first.models.findModel("tiny")).toMatchObject({ championVersion: 1 });
  const worse = await open([made(BAD)], { promotion: "when-better" });
  await worse.go();
  expect(await worse.now()).toMatchObject({ state: "done", text: expect.stringContaining("short by 88") as string });
  expect(await worse.models.listVersions("tiny")).toMatchObject([{ state: "candidate" }]);
});

test("a trainer that is killed is started again, and sees what it saw", async () => {
  const { go, now, tasks, defects } = await open([killed, killed, made()]);
  await go();
  expect(await now()).toMatchObject({ state: "done", version: 1, resumes: 2 });
  expect(tasks.map(({ seesUntil }) => seesUntil)).toEqual([null, AT - 30, AT - 30]);
  expect(new Set(tasks.map(({ runDir }) => runDir)).size).toBe(1);
  expect(defects[0]).toContain("SIGKILL): its last words");
});

test("one that dies each time is given up in words", async () => {
  const { go, now, tasks } = await open([killed]);
  await go();
  expect(tasks).toHaveLength(9);
  expect(await now()).toMatchObject({ state: "failed", text: expect.stringContaining("ended 9 times") as string });
});

test.each([
  [
    "no data",
    async (_task, tell) => (tell({ kind: "failed", code: "not_found", text: "There is no history of X" }), LAST),
    "There is no history of X",
  ],
  ["a file that is not the manifest's", made(GOOD, tinyOnnx(7)), "sha256"],
  [
    "a feature set that this code has not",
    made(GOOD, ONNX, { ...MANIFEST, featureSet: { ...MANIFEST.featureSet, hash: "0".repeat(64) } }),
    "the model was made for 000000000000",
  ],
  [
    "a file outside of its folder",
    async (_task, tell) => {
      tell({
        kind: "candidate",
        candidate: { manifest: MANIFEST, gates: GOOD, onnxPath: "../../x", explainPath: null },
      });
      tell({ kind: "done", text: "" });
      return LAST;
    },
    "outside of its folder",
  ],
] as [string, Life, string][])("%s ends the run in words and leaves no version", async (_what, life, words) => {
  const { go, now, models, root } = await open([life]);
  await go();
  expect(await now()).toMatchObject({ state: "failed", version: null, text: expect.stringContaining(words) as string });
  expect(await models.listVersions("tiny")).toEqual([]);
  expect(await fs.readdir(path.join(root, "runs"))).toEqual([]);
});

test("a full disk keeps the run's work: it is taken up when there is room again", async () => {
  const { go, now, models, files, handClock } = await open([made()]);
  const full: ModelFiles = { ...files, install: () => Promise.reject(new AppError("unavailable", "the disk is full")) };
  await expect(go({ files: full })).rejects.toThrow("the disk is full");
  expect(await models.listVersions("tiny")).toEqual([]);
  expect(await now()).toMatchObject({ state: "running", text: "It waits and is tried again: the disk is full" });
  handClock.advance(21_000_000);
  await go();
  expect(await now()).toMatchObject({ state: "done", version: 1, resumes: 1 });
});

test("a full disk that the trainer meets is said, and the run is taken up with its work", async () => {
  const full: Life = async ({ runDir }, tell) => {
    await fs.writeFile(path.join(runDir, "work"), "x");
    tell({ kind: "failed", code: "unavailable", text: "The run's work cannot be kept: the disk is full" });
    return LAST;
  };
  const { go, now, root, handClock } = await open([full, made()]);
  await expect(go()).rejects.toThrow("the disk is full");
  expect(await now()).toMatchObject({ state: "running", text: expect.stringContaining("tried again") as string });
  expect(await fs.readdir(path.join(root, "runs", "run-1"))).toEqual(["work"]);
  handClock.advance(21_000_000);
  await go();
  expect(await now()).toMatchObject({ state: "done", version: 1 });
});

test("a worker killed between registration and promotion leaves both to the next one", async () => {
  const { go, now, models, handClock } = await open([made()], { promotion: "when-better" });
  const dies = { ...models, move: () => Promise.reject(new Error("the worker was killed")) };
  const stop = new AbortController();
  stop.abort();
  // Stopped, so that it lets go in the middle as a dead one does.
  await go({ models: dies }, stop.signal);
  expect(await models.findVersion("tiny", 1)).toMatchObject({ state: "candidate" });
  handClock.advance(21_000_000);
  await go();
  expect(await models.findModel("tiny")).toMatchObject({ championVersion: 1 });
  expect(await now()).toMatchObject({ state: "done", version: 1, text: expect.stringContaining("champion") as string });
});

test("two who roll back at once go back once", async () => {
  const { go, models, deps } = await open([made()], { promotion: "when-better" });
  await go();
  const make = async (version: number) => ({ manifest: { ...MANIFEST, version }, gates: GOOD });
  const added = { model: "tiny", origin: "trained", runId: null, make } as const;
  await models.addVersion(added, { who: "me", why: "x", at: AT });
  await deps.files.install({ model: "tiny", version: 2 }, { "model.onnx": ONNX });
  await models.move(
    "tiny",
    () => [
      { version: 1, from: "champion", to: "retired", kind: "retired", why: "x" },
      { version: 2, from: "candidate", to: "champion", kind: "promoted", why: "x" },
    ],
    { who: "me", at: AT },
  );
  const back = () => moveVersion(deps, { model: "tiny", who: "me" }, { kind: "rollBack", version: null, why: "bad" });
  // Both have read who reigned before either moves.
  const both = await Promise.allSettled([back(), back()]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await models.findModel("tiny")).toMatchObject({ championVersion: 1 });
});

test("cancelled by a person, the trainer is stopped and the run says so", async () => {
  const untilStopped: Life = async (_task, _tell, stopped) => (await stopped, KILLED);
  const { go, now, deps, handClock } = await open([untilStopped]);
  const going = go();
  await expect.poll(async () => (await now())?.state).toBe("running");
  await cancelRun({ ...deps, queue: createMemoryQueue() }, "run-1", "you");
  const turning = setInterval(() => handClock.advance(2_000_000), 5);
  await going;
  clearInterval(turning);
  expect(await now()).toMatchObject({ state: "cancelled", version: null });
});

test("a worker that stops lets go, and the next one has the run at once", async () => {
  const stop = new AbortController();
  const untilStopped: Life = async (_task, _tell, stopped) => (await stopped, KILLED);
  const { go, now } = await open([untilStopped, made()]);
  const going = go({}, stop.signal);
  await expect.poll(async () => (await now())?.state).toBe("running");
  stop.abort("the worker stops");
  await going;
  expect(await now()).toMatchObject({ state: "running" });
  await go();
  expect(await now()).toMatchObject({ state: "done", resumes: 1 });
});

test("a registration that a dead worker left is not made twice", async () => {
  const { go, now, models, training, handClock } = await open([made()]);
  const dies = { ...training, endRun: () => Promise.reject(new Error("the worker was killed")) };
  await expect(go({ training: dies })).rejects.toThrow("killed");
  handClock.advance(21_000_000);
  await go();
  expect(await now()).toMatchObject({ state: "done", version: 1 });
  expect(await models.listVersions("tiny")).toHaveLength(1);
});

test("a version whose file was changed is not promoted; the champion stays, and the refusal is kept", async () => {
  const { go, models, files, deps } = await open([made()], { promotion: "when-better" });
  await go();
  await fs.writeFile(files.pathOf({ model: "tiny", version: 1 }, "model.onnx"), "x");
  const registered = await models.addVersion(
    {
      model: "tiny",
      origin: "trained",
      runId: null,
      make: async (version) => ({ manifest: { ...MANIFEST, version }, gates: GOOD }),
    },
    { who: "me", why: "x", at: AT },
  );
  const shadow = () =>
    moveVersion(deps, { model: "tiny", who: "me" }, { kind: "shadow", version: registered.version, why: "x" });
  await expect(shadow()).rejects.toThrow(/cannot be read/);
  await files.install({ model: "tiny", version: 2 }, { "model.onnx": new Uint8Array([1]) });
  await expect(shadow()).rejects.toThrow("is not the one that was registered");
  expect(await models.findModel("tiny")).toMatchObject({ championVersion: 1 });
  expect((await models.listEvents("tiny", 1))[0]).toMatchObject({ kind: "refused", version: 2, who: "me" });
});

test("desks and pages hear of each move, and of the run while it runs", async () => {
  const network = createMemoryBus();
  const heard: string[] = [];
  const ear = network.connect();
  for (const topic of [topics.models, topics.model("tiny"), topics.training("run-1")])
    await ear.subscribe(topic, () => heard.push(topic));
  const { go } = await open([made()], { bus: network.connect() });
  await go();
  await expect.poll(() => new Set(heard).size).toBe(3);
});
