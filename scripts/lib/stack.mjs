/**
 * A whole built Tapedeck for tests and measurements: its own database, its own ports, its
 * own logs, supervised as by the launcher. It leaves when the process that made it does.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { dropDatabase, ensureDatabase, withDatabase } from "./database.mjs";
import { migrate } from "./migrate.mjs";
import { inRoot } from "./paths.mjs";
import { startCluster } from "./pg.mjs";
import { watchCluster } from "./pg-watch.mjs";
import { freePort, loopback } from "./ports.mjs";
import { startPrograms } from "./programs.mjs";
import { resolveSource } from "./source.mjs";
import { explain } from "./trouble.mjs";

const pollMs = 50;
const revivalMsMax = 30_000;

/** Safe only where losing the last second at a power cut is: in tests. */
export const hasty = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const silent = { step: (_name, work) => work(() => {}) };

/**
 * @param options  see stack.d.mts
 * @throws Trouble when the checkout is not built or something does not start
 */
export async function startStack(options = {}) {
  const { source = "simulated", recording = null, speed = 1, seed = 1, extraEnv = {} } = options;
  assertBuilt();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-stack-"));
  const database = await openDatabase(folder, options.database);
  try {
    await migrate(database.url);
    const port = await freePort();
    const url = `http://${loopback}:${port}`;
    const programs = await startPrograms({
      databaseUrl: database.url,
      market: resolveSource({ wanted: source, speed, recording: recording && path.resolve(recording) }, null),
      web: { host: loopback, port, url },
      logDir: path.join(folder, "logs"),
      say: () => {},
      isHeld: () => database.cluster !== null && !database.cluster.isReady(),
      printer: silent,
      env: { TAPEDECK_SEED: String(seed), TAPEDECK_DATA_DIR: folder, ...extraEnv },
    });
    return handleOf({ folder, database, programs, url });
  } catch (cause) {
    await database.close();
    fs.rmSync(folder, { recursive: true, force: true });
    throw new Error(explain(cause), { cause }); // with the program's last words, which a test report needs
  }
}

function handleOf({ folder, database, programs, url }) {
  const { supervisor } = programs;
  const pidOf = (name) => (name === "postgres" ? (database.cluster?.pid() ?? null) : supervisor.pid(name));
  /** The pid of a program once it runs and is not the given one. */
  const pidBesides = async (old, name) => {
    const deadline = performance.now() + revivalMsMax;
    for (;;) {
      const pid = pidOf(name);
      if (pid !== null && pid !== old) return pid;
      if (performance.now() > deadline) throw new Error(`${name} does not run in this stack`);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pollMs)), supervisor.failed]);
    }
  };
  const names = ["web", "worker", "market", "postgres"];
  return {
    webUrl: url,
    databaseUrl: database.url,
    marketUrl: programs.marketUrl,
    pids: () => Object.fromEntries(names.map((name) => [name, pidOf(name)])),
    log: (name) => fs.readFileSync(path.join(folder, "logs", `${name}.log`), "utf8"),

    /** kill -9. Resolves when another process has taken its place (which may not answer yet). */
    async kill(name) {
      const pid = await pidBesides(null, name);
      process.kill(pid, "SIGKILL");
      await pidBesides(pid, name);
    },

    async stop() {
      await programs.stop();
      await database.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** "own": a cluster of its own, which may be killed; an address: that one as it is; otherwise a fresh database. */
async function openDatabase(folder, wanted) {
  if (wanted !== undefined && wanted !== "own") return { url: wanted, cluster: null, close: async () => {} };
  const name = `stack_${crypto.randomBytes(6).toString("hex")}`;
  const server = process.env.DATABASE_URL;
  if (server && wanted === undefined) {
    await ensureDatabase(server, name);
    return { url: withDatabase(server, name), cluster: null, close: () => dropDatabase(server, name) };
  }
  const cluster = await startCluster(path.join(folder, "postgres"), { extra: hasty });
  await ensureDatabase(cluster.url("postgres"), name);
  const unwatch = watchCluster(cluster, { say: () => {}, giveUp: () => {} });
  const close = async () => {
    await unwatch();
    await cluster.stop();
  };
  return { url: cluster.url(name), cluster, close };
}

function assertBuilt() {
  if (fs.existsSync(inRoot(".next", "BUILD_ID")) && fs.existsSync(inRoot("dist", "worker.mjs"))) return;
  throw new Error(
    "this checkout is not built: run npm test, or once npm start, before tests that need a whole Tapedeck",
  );
}
