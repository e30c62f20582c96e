/**
 * The whole of a refresh on real PostgreSQL: a trainer of its own process, as its own role, killed where it stands; the
 * worker's connection cut while a promotion is under way.
 */
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemoryBus } from "@/server/adapters/memory/memory-bus";
import { createFileModels } from "@/server/adapters/model-files/file-models";
import { createRunFolders } from "@/server/adapters/model-files/run-folders";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { micros } from "@/server/domain/micros";
import { systemClock } from "@/server/platform/clock";
import type { StartTrainer } from "@/server/ports/trainer-process";
import { moveVersion } from "@/server/services/models/move-version";
import { findFeatureSet } from "@/server/services/models/open-model-service";
import { runTraining } from "@/server/services/models/run-training";
import type { RunTrainingDeps } from "@/server/services/models/training-deps";
import { plantSignal } from "@/server/services/training/planted-signal";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { someModel } from "@/server/testing/models/some-model";
import { randomHistory } from "@/server/testing/training/random-history";
import { smallRecipe } from "@/server/testing/training/small-run";
import { startTrainer } from "./trainer-process";

const WIDTH = 300_000_000;
/** Against hanging: two runs and three restarts on a machine that others use too. */
const TWO_RUNS_MILLIS = 600_000;
/** Thirty of them lie in the quarantine. */
const DAYS = 52;

let database: TestDatabase;
let owner: pg.Client;
let stores: Stores;
let root: string;
let deps: RunTrainingDeps;
const defects: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  stores = createPostgresStores({ url: database.url, poolMax: 4, applicationName: "tests" });
  root = await fs.mkdtemp(path.join(os.tmpdir(), "tapedeck-training-"));
  deps = {
    ...stores,
    access: stores.trainerAccess,
    files: createFileModels({ root: path.join(root, "models") }),
    folders: createRunFolders({ root: path.join(root, "runs") }),
    startTrainer,
    runtime: onnxRuntime,
    findFeatureSet,
    bus: createMemoryBus().connect(),
    clock: {
      nowMicros: () => micros(systemClock.nowMicros()),
      every(wallMillis, callback) {
        const timer = setInterval(callback, wallMillis);
        return () => clearInterval(timer);
      },
    },
    host: "tests",
    codeVersion: "test",
    onDefect: (error) => void defects.push(String(error)),
  };
  await seed();
});
afterAll(async () => {
  const { rows } = await owner.query<{ role: string }>("SELECT tapedeck_trainer_role() AS role");
  await owner.query(`DROP OWNED BY ${rows[0]?.role}; DROP ROLE ${rows[0]?.role}`);
  await owner.end();
  await stores.close();
  await database.drop();
  await fs.rm(root, { recursive: true, force: true });
});

const history = plantSignal(randomHistory(DAYS, 5));
const recipe = smallRecipe([history]);

async function seed(): Promise<void> {
  await stores.instruments.saveInstruments([history.spec]);
  const bars = history.bars.map(({ openAt, open, high, low, close, volume }) => [
    openAt,
    open,
    high,
    low,
    close,
    volume,
  ]);
  await owner.query(
    `INSERT INTO imported_candle SELECT $1, $2, tapedeck_time((b->>0)::bigint), 1, (b->>1)::numeric, (b->>2)::numeric,
       (b->>3)::numeric, (b->>4)::numeric, (b->>5)::numeric FROM jsonb_array_elements($3::jsonb) AS b`,
    [history.spec.id, WIDTH, JSON.stringify(bars)],
  );
  for (const name of ["whole", "killed"]) {
    await stores.models.createModel(someModel(name, { recipe }), { who: "me", why: "made", at: 0 });
  }
}

const queue = (model: string) =>
  stores.training.addRun({
    id: `run-${model}`,
    model,
    recipe,
    cause: "by hand",
    who: "me",
    queuedAt: deps.clock.nowMicros(),
  });
const train = (model: string, start: StartTrainer = startTrainer) =>
  runTraining({ ...deps, startTrainer: start }, `run-${model}`, new AbortController().signal);

test(
  "a trainer that is killed in the middle goes on to the very file that one left alone makes",
  async () => {
    await queue("whole");
    await train("whole");
    const whole = await stores.training.findRun("run-whole");
    expect(whole?.text).toContain("Version 1");
    expect(whole).toMatchObject({ state: "done", version: 1, resumes: 0 });

    await queue("killed");
    let kills = 0;
    const stages = new Set<string>();
    /** Each of the first lives is killed at the first word of a stage that none before had reached. */
    const fragile: StartTrainer = (task, onMessage) => {
      let isDead = false;
      const trainer = startTrainer(task, (message) => {
        if (isDead) return;
        onMessage(message);
        if (message.kind !== "progress" || kills >= 3 || stages.has(message.progress.stage)) return;
        stages.add(message.progress.stage);
        if (message.progress.stage === "data") return;
        kills += 1;
        isDead = true;
        trainer.kill();
      });
      return trainer;
    };
    await train("killed", fragile);
    const killed = await stores.training.findRun("run-killed");
    expect(killed).toMatchObject({ state: "done", version: 1, resumes: 3 });
    const [a, b] = await Promise.all(["whole", "killed"].map((model) => stores.models.findVersion(model, 1)));
    expect(b?.manifest.sha256).toBe(a?.manifest.sha256);
    expect(b?.manifest.scores?.overall).toEqual(a?.manifest.scores?.overall);
    const { rows } = await owner.query<{ runs: number }>(
      "SELECT count(DISTINCT n)::int AS runs FROM (SELECT run_id, count(*) AS n FROM trial GROUP BY run_id) AS t",
    );
    expect(rows[0]?.runs).toBe(1);
  },
  TWO_RUNS_MILLIS,
);

test("what it was trained on ends before the quarantine, and the run says so", async () => {
  const version = await stores.models.findVersion("whole", 1);
  const end = (history.bars.at(-1)?.openAt ?? 0) + WIDTH - 30 * 86_400_000_000;
  const facts = version?.manifest.training;
  expect(facts?.quarantineFrom).toBe(end);
  expect(facts?.data[0]?.to).toBeLessThanOrEqual(end - WIDTH);
  expect((await stores.training.findRun("run-whole"))?.quarantine).toContain("saw nothing after");
});

// Guarantee: a worker that is killed between the statements of a promotion leaves the champion that was, and no event.
test("a promotion that is cut off in the middle never happened", async () => {
  const make = async (version: number) => {
    const made = await stores.models.findVersion("whole", 1);
    if (!made) throw new Error("there is no version to copy");
    await deps.files.install(
      { model: "whole", version },
      { "model.onnx": await deps.files.read(made, "model.onnx", null) },
    );
    return { manifest: { ...made.manifest, version }, gates: [] };
  };
  const deed = { who: "me", why: "x", at: deps.clock.nowMicros() };
  await stores.models.addVersion({ model: "whole", origin: "trained", runId: null, make }, deed);
  await owner.query("UPDATE model_version SET state = 'champion' WHERE model = 'whole' AND version = 1");
  await owner.query("UPDATE model_version SET state = 'shadow' WHERE model = 'whole' AND version = 2");
  await owner.query(`UPDATE model SET gates = '{"betterDeflatedSharpe": false, "betterLogLoss": false, "tradesMin": 0,
    "profitFactorMin": 0, "calibrationErrorMax": 1, "drawdownMax": 1, "latencyMillisMax": 1000}' WHERE name = 'whole'`);
  // The second event of a move ends the connection that writes it, as the death of its worker would.
  await owner.query(`
    CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.kind = 'promoted' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER cut_off BEFORE INSERT ON model_event FOR EACH ROW EXECUTE FUNCTION cut_off()`);
  const promote = () =>
    moveVersion(deps, { model: "whole", who: "me" }, { kind: "promote", version: 2, why: "better" });
  await expect(promote()).rejects.toMatchObject({ code: "unavailable" });
  const states = async () =>
    (await stores.models.listVersions("whole")).map(({ version, state }) => `${version} ${state}`);
  expect(await states()).toEqual(["2 shadow", "1 champion"]);
  const kinds = async () => (await stores.models.listEvents("whole", 10)).map(({ kind }) => kind);
  expect(await kinds()).not.toContain("promoted");
  expect(await kinds()).not.toContain("retired");
  await owner.query("DROP TRIGGER cut_off ON model_event; DROP FUNCTION cut_off()");
  await promote();
  expect(await states()).toEqual(["2 champion", "1 retired"]);
  expect((await kinds()).slice(0, 2)).toEqual(["promoted", "retired"]);
});
