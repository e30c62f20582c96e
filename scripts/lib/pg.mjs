/**
 * The embedded PostgreSQL: made on first use, adopted when it already runs, revived when
 * it dies. It listens on loopback only and asks for a random password.
 *
 * We use the npm package's programs through pg_ctl and not its class: that one loses a
 * server whose starter was killed.
 */
import { spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { keepWatch } from "./pg-keeper.mjs";
import { choosePlace, sharedDir } from "./pg-place.mjs";
import { loopback, wantedOrFreePort } from "./ports.mjs";
import { isAlive, startMark } from "./processes.mjs";
import { Trouble } from "./trouble.mjs";

const majorVersion = "18";
const superuser = "postgres";
const stopSecondsMax = 60;
const bootTriesMax = 12;
const pauseMs = 250;
const settleMsMax = 120_000; // recovery after a power cut may read a gigabyte of log
const logTailChars = 2_000;
const logBytesMax = 10_000_000;

const settings = {
  shared_buffers: "128MB",
  max_connections: 200, // BullMQ keeps several connections per queue and worker
  max_wal_size: "1GB",
  jit: "off", // our queries are short; compiling them costs more than it gains
  timezone: "UTC",
  log_timezone: "UTC",
  unix_socket_directories: "''", // a socket's path may have 107 bytes, a checkout's more
  listen_addresses: loopback,
  ...(process.platform === "linux" ? { dynamic_shared_memory_type: "mmap" } : {}), // containers have 64 MB of /dev/shm
};

const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));

/** Runs one of its programs as the identity of the place; resolves to `{ code, errors }`. */
function runProgram(place, program, args) {
  const [command, ...rest] = [...place.wrap, path.join(place.bin, program), ...args];
  return new Promise((resolve) => {
    const child = spawn(command, rest, {
      ...place.id,
      cwd: "/",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true, // Ctrl-C is for us: we stop the server when nobody needs it any more
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", (error) => resolve({ code: -1, errors: error.message }));
    child.on("close", (code) => resolve({ code, errors }));
  });
}

/**
 * The server of a data folder as its own file tells, or null: `{ pid, port, state }`.
 * The state is PostgreSQL's word: "starting", "ready", "stopping".
 */
function serverOf(data) {
  try {
    const lines = fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    const server = { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? "").trim() };
    return isPostgres(server.pid) && server.port > 0 ? server : null;
  } catch {
    return null;
  }
}

/** The server once it has made up its mind: ready, or gone (null). One may be recovering from a crash just now. */
async function settledServer(files) {
  const deadline = performance.now() + settleMsMax;
  for (;;) {
    const server = serverOf(files.data);
    if (server === null || server.state === "ready") return server;
    if (performance.now() > deadline) {
      throw new Trouble(
        `PostgreSQL (process ${server.pid}) has been ${server.state} for long; its log is ${files.log}.`,
      );
    }
    await pause();
  }
}

/** After a power cut the number in postmaster.pid may belong to anybody. */
function isPostgres(pid) {
  if (!isAlive(pid)) return false;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return process.platform !== "linux";
  }
}

/** Names one process for good: the pid alone may come again. */
const tokenOf = (pid) => `${pid} ${startMark(pid) ?? ""}`.trim();

function otherOwner(file) {
  if (!fs.existsSync(file)) return null;
  const token = fs.readFileSync(file, "utf8");
  const pid = Number(token.split(" ")[0]);
  return pid !== process.pid && isAlive(pid) && token === tokenOf(pid) ? pid : null;
}

const filesOf = (dir) => ({
  data: path.join(dir, "data"),
  password: path.join(dir, "password"),
  owner: path.join(dir, "owner"),
  log: path.join(dir, "data", "server.log"),
});

function urlOf(files, port, database) {
  const password = fs.readFileSync(files.password, "utf8").trim();
  return `postgresql://${superuser}:${password}@${loopback}:${port}/${database}`;
}

/** The address of a database of a cluster that runs now, or null; starts nothing. */
export function runningUrl(clusterDir, database) {
  for (const files of [filesOf(clusterDir), filesOf(sharedDir(clusterDir))]) {
    const server = serverOf(files.data);
    if (server !== null) return urlOf(files, server.port, database);
  }
  return null;
}

async function initialise(place, files) {
  const draft = `${files.data}.new`; // renamed when whole: a start killed in the middle leaves no half cluster
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(files.password, crypto.randomBytes(18).toString("base64url"), { mode: 0o600 });
  if (place.id.uid !== undefined) {
    for (const file of [draft, files.password]) fs.chownSync(file, place.id.uid, place.id.gid);
  }
  // C.UTF-8 from PostgreSQL itself: the same order of text whatever the machine's locales.
  const locale = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["-U", superuser, "-A", "scram-sha-256", `--pwfile=${files.password}`];
  const { code, errors } = await runProgram(place, "initdb", ["-D", draft, ...access, ...locale, "--no-instructions"]);
  if (code !== 0)
    throw new Trouble(`The database could not be made in ${files.data}: see PostgreSQL's words above.`, {
      detail: errors,
    });
  fs.renameSync(draft, files.data);
}

async function boot(place, files, { port, extra }) {
  const logStat = fs.statSync(files.log, { throwIfNoEntry: false });
  if (logStat !== undefined && logStat.size > logBytesMax) fs.truncateSync(files.log);
  const options = Object.entries({ ...settings, ...extra, port }).map(([name, value]) => `-c ${name}=${value}`);
  const args = ["-D", files.data, "-w", "-t", "60", "-l", files.log, "-o", options.join(" "), "start"];
  const { code, errors } = await runProgram(place, "pg_ctl", args);
  const server = serverOf(files.data);
  if (code === 0 && server !== null) return server;
  const log = fs.existsSync(files.log) ? fs.readFileSync(files.log, "utf8").slice(-logTailChars) : "";
  throw new Trouble(`PostgreSQL did not start; its log is ${files.log}.`, { detail: `${errors}${log}` });
}

/** The memory of a server that was killed is freed a moment later, when its last child has noticed: hence the tries. */
async function bootPatiently(place, files, options) {
  for (let attempt = 1; ; attempt += 1) {
    const server = await settledServer(files);
    if (server !== null) return server;
    try {
      return await boot(place, files, options);
    } catch (error) {
      if (attempt === bootTriesMax) throw error;
      await pause();
    }
  }
}

async function serve(place, files, { wantedPort, extra }) {
  const server = await settledServer(files);
  return server ?? bootPatiently(place, files, { port: await wantedOrFreePort(wantedPort), extra });
}

function assertVersion(files) {
  const found = fs.readFileSync(path.join(files.data, "PG_VERSION"), "utf8").trim();
  if (found === majorVersion) return;
  const todo = `start the Tapedeck that made it, export what you need, and move ${files.data} aside`;
  throw new Trouble(`The data in ${files.data} was made by PostgreSQL ${found}, this is ${majorVersion}: ${todo}.`);
}

/**
 * @param wantedDir  the cluster's folder; made when it is not there
 * @param options    `wantedPort` (another is taken when it is not free), `extra` server settings
 * @returns `{ port, adopted, dir, pid(), isReady(), url(database), revive(), stop() }`
 */
export async function startCluster(wantedDir, { wantedPort = 0, extra = {} } = {}) {
  const place = choosePlace(wantedDir);
  const files = filesOf(place.clusterDir);
  if (!fs.existsSync(files.data)) await initialise(place, files);
  assertVersion(files);

  // Ownership first: a keeper that waits to stop the server for its dead launcher then leaves it alone.
  const found = serverOf(files.data);
  const isShared = found !== null && otherOwner(files.owner) !== null;
  const token = tokenOf(process.pid);
  if (!isShared) fs.writeFileSync(files.owner, token, { mode: 0o644 });
  const keeper = isShared ? null : keepWatch(place, { ...files, token });
  const server = await serve(place, files, { wantedPort, extra }).catch((error) => {
    keeper?.release();
    throw error;
  });

  return {
    port: server.port,
    adopted: found?.pid === server.pid,
    dir: place.clusterDir,
    pid: () => serverOf(files.data)?.pid ?? null,
    isReady: () => serverOf(files.data)?.state === "ready",
    url: (database) => urlOf(files, server.port, database),

    /** Starts it again on the same port. */
    async revive() {
      await bootPatiently(place, files, { port: server.port, extra });
    },

    /** Stops it, unless another command that still runs had started it. */
    async stop() {
      if (isShared) return;
      keeper.release();
      await runProgram(place, "pg_ctl", ["-D", files.data, "-w", "-t", String(stopSecondsMax), "-m", "fast", "stop"]);
    },
  };
}
