/**
 * Guarantee: a trainer's process, given nothing but its task and the trainer's login, makes a candidate out of what ends
 * before the quarantine; stopped in between and started again, it says its trials again and ends in the same file.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPostgresStores, type Stores } from "@/server/adapters/postgres/stores";
import { DEFAULT_GATES } from "@/server/domain/models/recipe";
import type { TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";
import { createTestDatabase, type TestDatabase } from "@/server/testing/database";
import { randomHistory } from "@/server/testing/training/random-history";
import { smallRecipe } from "@/server/testing/training/small-run";
import { startTrainer } from "./trainer-process";

const DAY = 86_400_000_000;
const DAYS = 50;

let database: TestDatabase;
let stores: Stores;
let owner: pg.Client;
const history = randomHistory(DAYS, 3);

beforeAll(async () => {
  database = await createTestDatabase(process.env["DATABASE_URL"]);
  stores = createPostgresStores({ url: database.url, poolMax: 2, applicationName: "tests" });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await stores.instruments.saveInstruments([history.spec]);
  const of = (name: "openAt" | "open" | "high" | "low" | "close" | "volume") => history.bars.map((bar) => bar[name]);
  await owner.query(
    `INSERT INTO imported_candle (instrument_id, width_micros, open_at, instrument_version, open_ticks, high_ticks,
       low_ticks, close_ticks, volume_lots)
     SELECT $1, 300000000, tapedeck_time(t), 1, o, h, l, c, v
     FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) AS r(t, o, h, l, c, v)`,
    [history.spec.id, of("openAt"), of("open"), of("high"), of("low"), of("close"), of("volume")],
  );
});
afterAll(async () => {
  await stores.trainerAccess.close();
  const { rows } = await owner.query<{ role: string }>("SELECT tapedeck_trainer_role() AS role");
  await owner.query(`DROP OWNED BY ${rows[0]?.role}`);
  await owner.query(`DROP ROLE ${rows[0]?.role}`);
  await owner.end();
  await stores.close();
  await database.drop();
});

const taskIn = async (runDir: string): Promise<TrainerTask> => ({
  runId: "run-1",
  model: "small",
  version: 1,
  recipe: smallRecipe([history]),
  gates: DEFAULT_GATES,
  seesUntil: null,
  databaseUrl: await stores.trainerAccess.open(),
  runDir,
  champion: null,
  trialsBefore: 0,
  codeVersion: "test",
});

const keysOf = (messages: readonly TrainerMessage[]): string[] =>
  messages.flatMap((message) => (message.kind === "trial" ? [message.trial.key] : []));

test("a trainer that was stopped goes on where it was, and its candidate stands in its folder", async () => {
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-trainer-"));
  const first: TrainerMessage[] = [];
  const trainer = startTrainer(await taskIn(runDir), (message) => {
    first.push(message);
    if (message.kind === "trial") trainer.stop();
  });
  await trainer.ended;
  expect(keysOf(first).length).toBeGreaterThan(0);
  expect(first.some(({ kind }) => kind === "done")).toBe(false);

  const second: TrainerMessage[] = [];
  const end = await startTrainer(await taskIn(runDir), (message) => second.push(message)).ended;
  expect(end.code).toBe(0);
  expect(keysOf(second).slice(0, keysOf(first).length)).toEqual(keysOf(first));
  expect(second.at(-1)?.kind).toBe("done");
  const seen = second.find((message) => message.kind === "quarantine");
  const dataEnd = (history.bars.at(-1)?.openAt ?? 0) + 300_000_000;
  expect(seen?.kind === "quarantine" && seen.from).toBe(dataEnd - 30 * DAY);
  const said = second.find((message) => message.kind === "candidate");
  if (said?.kind !== "candidate") throw new Error("there was no candidate");
  const { manifest, onnxPath } = said.candidate;
  expect(fs.existsSync(path.join(runDir, onnxPath))).toBe(true);
  expect(manifest.training?.trainedTo).toBeLessThanOrEqual(dataEnd - 30 * DAY);
  fs.rmSync(runDir, { recursive: true });
});

test("too little history is said in words, and is no defect", async () => {
  const runDir = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-trainer-"));
  const messages: TrainerMessage[] = [];
  const task = { ...(await taskIn(runDir)), seesUntil: (history.bars[200]?.openAt ?? 0) + 1 };
  await startTrainer(task, (message) => messages.push(message)).ended;
  const last = messages.at(-1);
  expect(last?.kind === "failed" && last.text).toContain("There is too little history to train on: 200 rows");
  fs.rmSync(runDir, { recursive: true });
});
