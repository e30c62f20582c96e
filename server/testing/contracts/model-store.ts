/** What every ModelStore guarantees. */
import { expect, test } from "vitest";
import { AppError } from "@/server/domain/errors";
import type { VersionMove } from "@/server/ports/model-store";
import { someManifest, someModel, someRecipe } from "@/server/testing/models/some-model";
import { AT } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

const deed = (why: string, at = AT) => ({ who: "me", why, at });
const make = async (version: number) => ({ manifest: someManifest({ version }), gates: [] });

type Setup = () => Promise<StoresHarness>;

async function openModel(setup: Setup) {
  const { models } = await setup();
  const model = freshName("model");
  await models.createModel(someModel(model), deed("made"));
  const add = (runId: string | null = null) =>
    models.addVersion({ model, origin: "trained", runId, make }, deed("trained"));
  return { models, model, add };
}

export function modelStoreContract(setup: Setup): void {
  const open = () => openModel(setup);
  movesContract(setup);
  driftContract(setup);
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
    expect(numbers.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
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
}

function movesContract(setup: Setup): void {
  const open = () => openModel(setup);
  const move = (version: number, to: VersionMove["to"], from: VersionMove["from"]): VersionMove => {
    const kinds = { shadow: "shadowed", champion: "promoted", retired: "retired", candidate: "created" } as const;
    return { version, from, to, kind: kinds[to], why: "because" };
  };

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
}

function driftContract(setup: Setup): void {
  const open = () => openModel(setup);

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
}
