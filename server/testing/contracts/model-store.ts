/** What every ModelStore, TrainingStore and PredictionStore guarantees. */
import { describe, expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import type { NewTrial } from "@/server/domain/models/trainer-message";
import type { VersionMove } from "@/server/ports/model-store";
import { someManifest, someModel, someRecipe } from "@/server/testing/models/some-model";
import { predicted } from "@/server/testing/predictions";
import { AT } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

const deed = (why: string, at = AT) => ({ who: "me", why, at });
const make = async (version: number) => ({ manifest: someManifest({ version }), gates: [] });

export function modelStoreContract(setup: () => Promise<StoresHarness>): void {
  const open = async () => {
    const { models } = await setup();
    const model = freshName("model");
    await models.createModel(someModel(model), deed("made"));
    const add = (runId: string | null = null) =>
      models.addVersion({ model, origin: "trained", runId, make }, deed("trained"));
    return { models, model, add };
  };
  const move = (version: number, to: VersionMove["to"], from: VersionMove["from"]): VersionMove => {
    const kinds = { shadow: "shadowed", champion: "promoted", retired: "retired", candidate: "created" } as const;
    return { version, from, to, kind: kinds[to], why: "because" };
  };

  test("a model is read as it was made and as it was edited, once under its name", async () => {
    const { models, model } = await open();
    expect(await models.findModel(model)).toEqual({ ...someModel(model), championVersion: null });
    await expect(models.createModel(someModel(model), deed("again"))).rejects.toMatchObject({ code: "conflict" });
    await models.editModel(model, { promotion: "when-better", recipe: someRecipe({ seed: 9 }) }, deed("seed"));
    expect(await models.findModel(model)).toMatchObject({
      promotion: "when-better",
      recipe: { seed: 9 },
      title: "A model",
    });
    await expect(models.editModel(freshName("none"), { title: "x" }, deed("x"))).rejects.toMatchObject({
      code: "not_found",
    });
    const events = await models.listEvents(model, 10);
    expect(events.map(({ kind, version, why }) => ({ kind, version, why }))).toEqual([
      { kind: "edited", version: null, why: "seed" },
      { kind: "created", version: null, why: "made" },
    ]);
    expect((await models.listModels()).map(({ name }) => name)).toContain(model);
  });

  test("versions are numbered without a hole, newest first; a run makes one however often it registers", async () => {
    const { models, model, add } = await open();
    const run = freshName("run");
    const first = await add(run);
    expect(first).toMatchObject({ version: 1, state: "candidate", manifest: { version: 1 }, runId: run });
    expect(await add(run)).toEqual(first);
    const numbers = await Promise.all([add(), add(), add()]);
    expect(numbers.map(({ version }) => version).toSorted()).toEqual([2, 3, 4]);
    expect((await models.listVersions(model)).map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    expect(await models.findVersion(model, 1)).toEqual(first);
    expect(await models.findVersion(model, 9)).toBeNull();
  });

  test("a version whose files could not be put in place is not there", async () => {
    const { models, model, add } = await open();
    const broken = models.addVersion(
      {
        model,
        origin: "trained",
        runId: null,
        make: () => Promise.reject(new AppError("unavailable", "the disk is full")),
      },
      deed("x"),
    );
    await expect(broken).rejects.toThrow("the disk is full");
    expect(await models.listVersions(model)).toEqual([]);
    expect((await add()).version).toBe(1);
  });

  test("moves are made together with their events, or not at all", async () => {
    const { models, model, add } = await open();
    await add();
    await add();
    await models.move(model, () => [move(1, "shadow", "candidate"), move(1, "champion", "shadow")], {
      who: "me",
      at: AT + 1,
    });
    expect(await models.findModel(model)).toMatchObject({ championVersion: 1 });
    const halfway = models.move(
      model,
      (versions) => {
        expect(versions.map(({ state }) => state)).toEqual(["candidate", "champion"]);
        throw new AppError("refused", "no");
      },
      { who: "me", at: AT + 2 },
    );
    await expect(halfway).rejects.toThrow("no");
    expect((await models.listEvents(model, 2)).map(({ kind }) => kind)).toEqual(["promoted", "shadowed"]);
    await models.move(model, () => [move(1, "retired", "champion"), move(2, "champion", "shadow")], {
      who: "you",
      at: AT + 3,
    });
    expect(await models.findModel(model)).toMatchObject({ championVersion: 2 });
    expect(await models.findVersion(model, 1)).toMatchObject({ state: "retired", stateSince: AT + 3 });
    const live = (await models.listLive()).filter((one) => one.model === model);
    expect(live.map(({ version, state }) => ({ version, state }))).toEqual([{ version: 2, state: "champion" }]);
  });

  test("two who plan at once see each other's moves", async () => {
    const { models, model, add } = await open();
    await add();
    const seen: string[] = [];
    const plan = (to: "shadow" | "retired") =>
      models.move(
        model,
        ([only]) => {
          seen.push(only?.state ?? "none");
          return only?.state === "candidate" ? [move(1, to, "candidate")] : [];
        },
        { who: "me", at: AT },
      );
    await Promise.all([plan("shadow"), plan("retired")]);
    expect(seen[0]).toBe("candidate");
    expect(["shadow", "retired"]).toContain(seen[1]);
  });

  test("of each version the newest drift is told", async () => {
    const { models, model } = await open();
    const unknown = { live: null, validation: null, level: "unknown" } as const;
    const report = (version: number, at: number) => ({
      model,
      version,
      at,
      rows: 10,
      scored: 0,
      level: "watch" as const,
      features: [{ column: "a", psi: 0.2, level: "watch" as const }],
      prediction: { psi: null, level: "unknown" as const },
      accuracy: unknown,
      calibration: unknown,
      texts: ["a moved"],
    });
    for (const [version, at] of [
      [1, AT],
      [2, AT],
      [1, AT + 5],
    ] as const)
      await models.saveDrift(report(version, at));
    expect(await models.listDrift(model)).toEqual([report(2, AT), report(1, AT + 5)]);
  });

  describe("runs", () => trainingContract(setup));
  describe("predictions", () => predictionContract(setup));
}

const SILENT = 20_000_000;

function trainingContract(setup: () => Promise<StoresHarness>): void {
  const open = async (harness?: StoresHarness) => {
    const { models, training } = harness ?? (await setup());
    const model = freshName("model");
    await models.createModel(someModel(model), deed("made"));
    const id = freshName("run");
    const queue = (runId = id) =>
      training.addRun({ id: runId, model, recipe: someRecipe(), cause: "by hand", who: "me", queuedAt: AT });
    const claim = (at: number, runId = id) => training.claimRun({ runId, host: "h", at, silentMicros: SILENT });
    return { training, model, id, queue, claim };
  };

  test("a model has one open run; the id of one that ended is not taken again", async () => {
    const { training, model, id, queue, claim } = await open();
    expect(await queue()).toBe(true);
    expect(await queue(freshName("run"))).toBe(false);
    expect((await training.listOpenRuns()).filter((run) => run.model === model)).toHaveLength(1);
    const claimed = await claim(AT + 1);
    expect(claimed).toMatchObject({
      claim: 1,
      recipe: someRecipe(),
      seesUntil: null,
      run: { id, resumes: 0, startedAt: AT + 1 },
    });
    const end = { at: AT + 2, state: "done", text: "made 1", version: 1 } as const;
    expect(await training.endRun(id, 1, end)).toBe(true);
    expect(await training.findRun(id)).toMatchObject({ state: "done", text: "made 1", version: 1, endedAt: AT + 2 });
    expect(await queue()).toBe(false);
    expect(await claim(AT + 3)).toBeNull();
  });

  test("a run whose host fell silent is taken up, and its old host may write no more", async () => {
    const { training, id, queue, claim } = await open();
    await queue();
    await claim(AT);
    const progress = {
      stage: "folds",
      share: 0.5,
      text: "fold 2",
      secondsLeft: 9,
      family: null,
      curve: [],
      folds: [],
    } as const;
    expect(await training.tellRun(id, 1, { at: AT + 5, progress, quarantine: "30 days", seesUntil: AT - 7 })).toBe(
      "go on",
    );
    expect(await claim(AT + SILENT)).toBeNull();
    const second = await claim(AT + 5 + SILENT);
    expect(second).toMatchObject({ claim: 2, seesUntil: AT - 7, run: { resumes: 1, progress, quarantine: "30 days" } });
    expect(await training.tellRun(id, 1, { at: AT })).toBe("lost");
    expect(await training.endRun(id, 1, { at: AT, state: "failed", text: "", version: null })).toBe(false);
    await training.tellRun(id, 2, { at: AT + 6 + SILENT, seesUntil: AT, resumed: true });
    await training.releaseRun(id, 2);
    expect(await claim(AT + 7 + SILENT)).toMatchObject({ claim: 3, seesUntil: AT - 7, run: { resumes: 3 } });
    await training.endRun(id, 3, { at: AT, state: "failed", text: "", version: null });
  });

  test("one trains at a time", async () => {
    const harness = await setup();
    const [a, b] = [await open(harness), await open(harness)];
    await a.queue();
    await b.queue();
    await a.claim(AT);
    expect(await b.claim(AT + 1)).toBeNull();
    await a.training.endRun(a.id, 1, { at: AT + 2, state: "failed", text: "no data", version: null });
    expect(await b.claim(AT + 3)).not.toBeNull();
    await b.training.endRun(b.id, 1, { at: AT + 4, state: "failed", text: "", version: null });
  });

  test("a queued run is cancelled at once, a running one is told", async () => {
    const { training, id, queue, claim } = await open();
    await queue();
    await claim(AT);
    expect(await training.cancelRun(id, { who: "you", at: AT + 1 })).toBe(true);
    expect(await training.tellRun(id, 1, { at: AT + 2 })).toBe("cancel");
    await training.endRun(id, 1, { at: AT + 3, state: "cancelled", text: "Cancelled", version: null });
    expect(await training.cancelRun(id, { who: "you", at: AT + 4 })).toBe(false);
    const other = freshName("run");
    await queue(other);
    await training.cancelRun(other, { who: "you", at: AT + 5 });
    expect(await training.findRun(other)).toMatchObject({ state: "cancelled", startedAt: null, endedAt: AT + 5 });
    expect(await claim(AT + 6, other)).toBeNull();
  });

  test("a trial that is told again counts once, and each counts for its model", async () => {
    const { training, model, id } = await open();
    const trial = (key: string, runId = id): NewTrial => ({
      key,
      runId,
      model,
      at: AT,
      kind: "fit",
      family: "gbdt-leaf",
      fold: "walk 1",
      params: { depth: 4 },
      seed: 7,
      seconds: 1.5,
      logLoss: 0.69,
      sharpe: null,
      text: "",
    });
    await training.addTrials([trial("a"), trial("b")]);
    await training.addTrials([trial("b"), trial("a", freshName("run")), trial("c")]);
    await training.addTrials([]);
    expect(await training.countTrials(model, null)).toBe(4);
    expect(await training.countTrials(model, id)).toBe(1);
    const told = await training.listTrials({ model, runId: id, limit: 2 });
    const { key: _key, ...rest } = trial("c");
    expect(told[0]).toEqual({ ...rest, id: told[0]?.id });
    expect(told).toHaveLength(2);
  });
}

function predictionContract(setup: () => Promise<StoresHarness>): void {
  test("predictions are kept once, listed newest first, and scored once", async () => {
    const { predictions } = await setup();
    const model = freshName("model");
    const asked = (minute: number) => predicted(minute * 60_000, { model });
    await predictions.add([asked(5), asked(10), asked(10), asked(15)]);
    await predictions.add([asked(10)]);
    const query = { model, version: 1, from: 0, limit: 10, scored: false };
    const rows = await predictions.list(query);
    expect(rows.map(({ askedAt }) => askedAt)).toEqual([asked(15), asked(10), asked(5)].map(({ askedAt }) => askedAt));
    expect(rows[0]).toEqual({ ...asked(15), id: rows[0]?.id, deskId: null, outcome: null, scoredAt: null });
    expect(await predictions.list({ ...query, from: asked(10).askedAt, limit: 1 })).toHaveLength(1);

    const due = async (before: number) =>
      (await predictions.listUnscored({ before, limit: 1_000 })).filter((row) => row.model === model);
    const horizon = asked(5).horizonMicros;
    expect(await due(asked(5).askedAt + horizon)).toEqual([]);
    const found = await due(asked(10).askedAt + horizon + 1);
    expect(found.map(({ askedAt }) => askedAt)).toEqual([asked(5).askedAt, asked(10).askedAt]);
    const [five, ten] = found;
    const at = micros(AT + 1);
    await predictions.saveOutcomes([
      { id: five?.id ?? 0, outcome: 1, scoredAt: at },
      { id: ten?.id ?? 0, outcome: null, scoredAt: at },
    ]);
    await predictions.saveOutcomes([{ id: five?.id ?? 0, outcome: 0, scoredAt: at }]);
    expect(await due(2 * AT)).toHaveLength(1);
    const scored = await predictions.list({ ...query, scored: true });
    expect(scored.map(({ askedAt, outcome }) => ({ askedAt, outcome }))).toEqual([
      { askedAt: asked(5).askedAt, outcome: 1 },
    ]);
    expect(await predictions.drop(AT + 1)).toBe(0);
    expect(await predictions.drop(AT + 2)).toBeGreaterThanOrEqual(2);
    expect(await predictions.list(query)).toHaveLength(1);
  });
}
