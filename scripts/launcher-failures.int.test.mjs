/** Each way not to start is one clear sentence that says what to do, and an exit code that is not 0. */
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { dropDatabase, ensureDatabase, withClient, withDatabase } from "./lib/database.mjs";
import { launch, temporaryData } from "./lib/launcher-run.mjs";
import { migrate } from "./lib/migrate.mjs";
import { freePort } from "./lib/ports.mjs";

const dataDir = temporaryData();
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** What it says at its end; it must have failed, in one sentence and without a stack. */
async function refusal(options, dir = dataDir) {
  const run = launch(dir, options);
  expect(await run.exit).toBe(1);
  expect(run.output()).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return run.output();
}

test("an old Node is told which one is needed, before anything else is read", async () => {
  const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.4" } })`;
  const said = await refusal({ nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(old)}`] });
  expect(said.trim()).toBe(
    "Tapedeck needs Node 20.19 or newer, this is Node 18.20.4: install a newer one (https://nodejs.org/en/download) and run the command again.",
  );
});

test.each([
  [{ PORT: "70000" }, 'PORT must be a whole number from 1 to 65535, was "70000".'],
  [{ HOST: "203.0.113.7" }, "HOST=203.0.113.7 is no address of this machine"],
  [{ DATABASE_URL: "mysql://db" }, "DATABASE_URL must look like postgresql://user:password@host:5432/database"],
  [{ TAPEDECK_SOURCE: "real" }, 'TAPEDECK_SOURCE must be one of auto, live, simulated, recorded, was "real".'],
  [{ TAPEDECK_SPEED: "1000" }, 'TAPEDECK_SPEED must be a number from 1 to 100, was "1000".'],
  [{ TAPEDECK_SOURCE: "recorded" }, "TAPEDECK_SOURCE=recorded needs TAPEDECK_RECORDING=<file or folder>"],
  [{ TAPEDECK_SOURCE: "recorded", TAPEDECK_RECORDING: "no-such-file.gz" }, "no-such-file.gz does not exist"],
])("%j", async (env, sentence) => {
  expect(await refusal({ env })).toContain(sentence);
});

test("a variable that only the programs know is named with its rule", async () => {
  const said = await refusal({ env: { LOG_LEVEL: "loud" } });
  expect(said).toMatch(/LOG_LEVEL: .*"info".*, was "loud"/);
  expect(said).toMatch(/The (market|worker) cannot run with this configuration: its last words stand above/);
});

test("an unknown argument", async () => {
  expect(await refusal({ args: ["--prod"] })).toContain("npm start knows only --dev, was given --prod.");
});

test("a given port that is taken", async () => {
  const squatter = net.createServer();
  await new Promise((resolve) => squatter.listen(0, "127.0.0.1", resolve));
  const { port } = squatter.address();
  const said = await refusal({ env: { PORT: String(port) } });
  squatter.close();
  expect(said).toContain(`Port ${port} is taken by another program: choose another PORT, or unset it`);
});

test("a data folder that cannot be written", async () => {
  const file = path.join(dataDir, "a file");
  fs.writeFileSync(file, "");
  const said = await refusal({}, path.join(file, "data"));
  expect(said).toMatch(/a file\/data cannot be written \(ENOTDIR\): make it belong to the user/);
});

test("a database server that is not there", async () => {
  const port = await freePort();
  const said = await refusal({ env: { DATABASE_URL: `postgresql://me:hush@127.0.0.1:${port}/desk` } });
  expect(said).toContain(`postgresql://me:***@127.0.0.1:${port}/desk cannot be used: no server listens there`);
  expect(said).not.toContain("hush");
});

test("a Redis that is not there", async () => {
  const port = await freePort();
  const said = await refusal({ env: { REDIS_URL: `redis://:hush@127.0.0.1:${port}` } });
  expect(said).toMatch(
    /Redis at redis:\/\/:\*\*\*@127.0.0.1:\d+ cannot be used \(.*ECONNREFUSED.*\): start it or correct/,
  );
  expect(said).not.toContain("hush");
});

const server = process.env.DATABASE_URL;
if (!server) console.warn("Skipped: databases that are refused (DATABASE_URL is not set; npm test sets it)");

test.skipIf(!server)("a wrong password", async () => {
  const url = new URL(server);
  url.password = "wrong";
  expect(await refusal({ env: { DATABASE_URL: url.href } })).toContain(
    "the password is wrong: correct it in DATABASE_URL",
  );
});

test.skipIf(!server)("a database that does not exist", async () => {
  const url = withDatabase(server, "tapedeck_nowhere");
  expect(await refusal({ env: { DATABASE_URL: url } })).toContain("the database does not exist: create it (createdb)");
});

test.runIf(server)(
  "a migration that was edited after it was applied, and one this checkout does not know",
  async () => {
    const url = withDatabase(server, "tapedeck_edited");
    await ensureDatabase(server, "tapedeck_edited", { isFresh: true });
    try {
      const [name] = await migrate(url);
      const rename = `UPDATE "_prisma_migrations" SET migration_name = $2 WHERE migration_name = $1`;
      await withClient(url, (client) => client.query(rename, [name, "20990101000000_future"]));
      const newer = await refusal({ env: { DATABASE_URL: url } });
      expect(newer).toContain("has the migration 20990101000000_future, which this Tapedeck does not know");

      await withClient(url, (client) => client.query(rename, ["20990101000000_future", name]));
      await withClient(url, (client) => client.query(`UPDATE "_prisma_migrations" SET checksum = 'other'`));
      const edited = await refusal({ env: { DATABASE_URL: url } });
      expect(edited).toContain(`Migration ${name} was edited after it was applied to this database: undo the edit`);
    } finally {
      await dropDatabase(server, "tapedeck_edited");
    }
  },
);
