/** `npm start`: from a checkout to a page that answers, and everything down again in order. */
import path from "node:path";
import { ensureDatabase, withClient, withoutPassword } from "./database.mjs";
import { takeLock } from "./lock.mjs";
import { migrate } from "./migrate.mjs";
import { dataDir } from "./paths.mjs";
import { startCluster } from "./pg.mjs";
import { watchCluster } from "./pg-watch.mjs";
import { assertDisk, prepare } from "./prepare.mjs";
import { createPrinter } from "./printer.mjs";
import { endRunning } from "./processes.mjs";
import { assertRedis, startPrograms } from "./programs.mjs";
import { probeVenue, readSourceSettings, resolveSource } from "./source.mjs";
import { Trouble } from "./trouble.mjs";
import { chooseWeb } from "./web-address.mjs";

const database = "tapedeck";
const clusterPortWanted = 54_329;
const lookEveryMs = 500;
const marketPatienceMs = 1_200; // the page is worth opening before the market moves

/** @param args  `--dev`: Next serves the sources and the worker is rebuilt on change */
export async function main(args) {
  const unknown = args.find((arg) => arg !== "--dev");
  if (unknown !== undefined) throw new Trouble(`npm start knows only --dev, was given ${unknown}.`);
  const run = new Run({ isDev: args.includes("--dev") });
  return run.untilTold();
}

/** One run of the launcher: what was started so far, so that it can be stopped at any moment. */
class Run {
  #abort = new AbortController();
  #printer = createPrinter({ signal: this.#abort.signal });
  #isDev;
  #since = performance.now();
  #lock = null;
  #cluster = null;
  #programs = null;
  #watch = null;
  #parentTimer;
  /** @type {Promise<unknown>} */
  #starting = Promise.resolve();
  #isStopping = false;
  #unwatch = async () => {};
  #leave;
  #fail;

  constructor({ isDev }) {
    this.#isDev = isDev;
  }

  /** Resolves to the exit code: 0 when somebody asked us to stop. */
  async untilTold() {
    const told = new Promise((resolve, reject) => {
      this.#leave = resolve;
      this.#fail = reject;
    });
    this.#listen();
    try {
      this.#starting = this.#start();
      const failed = this.#starting.then(() => this.#programs.supervisor.failed);
      const why = await Promise.race([told, failed]);
      this.#printer.say(`\n  Stopping (${why})`);
      return 0;
    } finally {
      await this.#stop();
    }
  }

  #listen() {
    process.stdout.on("error", () => {}); // the terminal is gone; the signal that says so is on its way
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.on(signal, () => {
        // The second one is impatience: what is left ends by its watchdog and keeper.
        if (this.#isStopping) process.exit(1);
        this.#leave(signal === "SIGINT" ? "Ctrl-C" : signal);
      });
    }
    // npm passes SIGTERM to its shell only, so the sign is that our parent changes.
    const parent = process.ppid;
    if (process.env.npm_lifecycle_event === undefined) return;
    this.#parentTimer = setInterval(() => {
      if (process.ppid !== parent) this.#leave("npm is gone");
    }, lookEveryMs);
  }

  async #start() {
    const settings = readSourceSettings(process.env);
    assertDisk();
    this.#printer.title("Tapedeck");
    this.#lock = holdOrRefuse();
    const web = await chooseWeb(process.env);
    const probe = settings.wanted === "auto" ? probeVenue() : Promise.resolve(null);
    let databaseUrl = "";
    await prepare({
      printer: this.#printer,
      signal: this.#abort.signal,
      needsWeb: !this.#isDev,
      afterInstall: async () => {
        databaseUrl = await this.#openDatabase();
      },
    });
    const market = resolveSource(settings, await probe);
    this.#programs = await startPrograms({
      databaseUrl,
      market,
      web,
      isDev: this.#isDev,
      patienceMs: marketPatienceMs,
      signal: this.#abort.signal,
      printer: this.#printer,
      say: this.#printer.say,
      isHeld: () => this.#cluster !== null && !this.#cluster.isReady(),
      logDir: path.join(dataDir, "logs"),
    });
    this.#lock.update({ address: web.url });
    if (this.#isDev) this.#watch = await (await import("./dev.mjs")).rebuildOnChange(this.#programs.supervisor);
    this.#greet({ web, market, databaseUrl });
  }

  async #openDatabase() {
    let url = process.env.DATABASE_URL;
    await this.#printer.step("PostgreSQL", async (say) => {
      if (process.env.REDIS_URL) await assertRedis(process.env.REDIS_URL);
      if (url) {
        await withClient(url, async () => say(withoutPassword(url)));
        return;
      }
      this.#cluster = await startCluster(path.join(dataDir, "postgres"), { wantedPort: clusterPortWanted });
      this.#unwatch = watchCluster(this.#cluster, { say: this.#printer.say, giveUp: this.#fail });
      await ensureDatabase(this.#cluster.url("postgres"), database);
      url = this.#cluster.url(database);
      say(`${this.#cluster.adopted ? "already running" : "started"} on port ${this.#cluster.port}`);
    });
    await this.#printer.step("Tables", async (say) => {
      const applied = await migrate(url);
      say(applied.length === 0 ? "up to date" : `applied ${applied.join(", ")}`);
    });
    return url;
  }

  #greet({ web, market, databaseUrl }) {
    const seconds = ((performance.now() - this.#since) / 1000).toFixed(1);
    const notes = web.note === null ? [] : [["Note", web.note]];
    this.#printer.block(`Tapedeck runs, after ${seconds} s`, [
      ["Open", web.url],
      ["Market", `${market.source.toUpperCase()}: ${market.reason}`],
      ["Data", this.#cluster === null ? withoutPassword(databaseUrl) : this.#cluster.dir],
      ["Logs", path.join(dataDir, "logs")],
      ...notes,
      ["Stop", "Ctrl-C; everything is kept"],
    ]);
  }

  async #stop() {
    this.#isStopping = true;
    clearInterval(this.#parentTimer);
    await this.#unwatch();
    this.#abort.abort(new Trouble("Stopped while starting."));
    endRunning();
    await Promise.allSettled([this.#starting]); // a step under way may still start something
    await this.#watch?.dispose();
    await this.#programs?.stop();
    await this.#cluster?.stop();
    this.#lock?.release();
  }
}

function holdOrRefuse() {
  const lock = takeLock(path.join(dataDir, "launcher.lock"));
  if (!lock.holder) return lock;
  const { pid, address } = lock.holder;
  const where = address ? `, ${address}` : ", still starting";
  throw new Trouble(
    `Tapedeck already runs in this folder (process ${pid}${where}): open that, or stop it with Ctrl-C there or with kill ${pid}.`,
  );
}
