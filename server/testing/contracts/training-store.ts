/** What every TrainingStore guarantees. */
import { expect, test } from "vitest";
import type { NewTrial } from "@/server/domain/models/trainer-message";
import { someModel, someRecipe } from "@/server/testing/models/some-model";
import { AT } from "@/server/testing/rows";
import { freshName, type StoresHarness } from "./stores";

type Setup = () => Promise<StoresHarness>;
const SILENT = 20_000_000;

async function openRun(setup: Setup, harness?: StoresHarness) {
  const { models, training } = harness ?? (await setup());
  const model = freshName("model");
  await models.createModel(someModel(model), { who: "me", why: "made", at: AT });
  const id = freshName("run");
  const queue = (runId = id) =>
    training.addRun({ id: runId, model, recipe: someRecipe(), cause: "by hand", who: "me", queuedAt: AT });
  const claim = (at: number, runId = id) => training.claimRun({ runId, host: "h", at, silentMicros: SILENT });
  return { training, model, id, queue, claim };
}

export function trainingStoreContract(setup: Setup): void {
  const open = (harness?: StoresHarness) => openRun(setup, harness);
  sharedContract(setup);

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
}

function sharedContract(setup: Setup): void {
  const open = (harness?: StoresHarness) => openRun(setup, harness);

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
    await training.addTrials([
      { ...trial("d"), sharpe: 1 },
      { ...trial("e"), sharpe: 2 },
    ]);
    expect(await training.tallyTrials(model)).toEqual({ count: 6, sharpeVariance: 0.5 });
    const told = await training.listTrials({ model, runId: id, limit: 4 });
    const { key: _key, ...rest } = trial("c");
    expect(told[2]).toEqual({ ...rest, id: told[2]?.id });
    expect(told).toHaveLength(4);
  });
}
