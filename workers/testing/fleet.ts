/**
 * A small Tapedeck for tests that kill: a simulated market and several worker processes on one
 * database, bundled from the sources as they are, without web and launcher.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { build } from "esbuild";

export type FleetOptions = Readonly<{
  databaseUrl: string;
  leaseMillis: number;
  workers: number;
  /** What the processes get besides, e.g. `process.env` for PATH. */
  baseEnv: NodeJS.ProcessEnv;
}>;

export type Fleet = Readonly<{
  /** kill -9 of the worker with this process id; another takes its place. */
  kill: (pid: number) => Promise<void>;
  /** The workers end in order; the market and the tapes stay. */
  halt: () => Promise<void>;
  /** Where its tapes are, until it stops. */
  tapesRoot: string;
  /** Orderly, workers first. */
  stop: () => Promise<void>;
  /** The last words of all processes, for a test that fails. */
  log: () => string;
}>;

const ROOT = process.cwd();
const LOG_CHARS_MAX = 20_000;

export async function startFleet({ databaseUrl, leaseMillis, workers, baseEnv }: FleetOptions): Promise<Fleet> {
  const bundles = await bundle();
  const port = await freePort();
  const marketUrl = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...baseEnv,
    NODE_ENV: "production",
    LOG_LEVEL: "warn",
    DATABASE_URL: databaseUrl,
    REDIS_URL: "",
    TAPEDECK_SOURCE: "simulated",
    TAPEDECK_MARKET_PORT: String(port),
    TAPEDECK_MARKET_URL: marketUrl,
    TAPEDECK_LEASE_MILLIS: String(leaseMillis),
    TAPEDECK_DATA_DIR: bundles,
  };
  let said = "";
  const launch = (program: "market" | "worker"): ChildProcess => {
    const child = spawn(process.execPath, ["--enable-source-maps", path.join(bundles, `${program}.mjs`)], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const listen = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-LOG_CHARS_MAX);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    return child;
  };

  const market = launch("market");
  await untilAnswering(`${marketUrl}/api/v3/time`);
  const crew = Array.from({ length: workers }, () => launch("worker"));
  const halt = async (): Promise<void> => void (await Promise.all(crew.map((worker) => end(worker))));
  return {
    tapesRoot: path.join(bundles, "tapes"),
    async kill(pid) {
      const place = crew.findIndex((worker) => worker.pid === pid);
      const worker = crew[place];
      if (!worker) throw new Error(`no worker of ours has the process id ${pid}`);
      const gone = once(worker, "exit");
      worker.kill("SIGKILL");
      await gone;
      crew[place] = launch("worker");
    },
    halt,
    async stop() {
      await halt();
      await end(market);
      fs.rmSync(bundles, { recursive: true, force: true });
    },
    log: () => said,
  };
}

/** Inside the checkout, so that packages are found; in a folder of its own, so that `npm start` keeps its bundles. */
async function bundle(): Promise<string> {
  const scratch = path.join(ROOT, ".data");
  fs.mkdirSync(scratch, { recursive: true });
  const outdir = fs.mkdtempSync(path.join(scratch, "fleet-"));
  await build({
    absWorkingDir: ROOT,
    entryPoints: {
      market: "workers/market.ts",
      worker: "workers/main.ts",
      "threads/collector": "workers/threads/collector.ts",
      "threads/desk": "workers/threads/desk.ts",
      "threads/parity": "workers/threads/parity.ts",
    },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    tsconfig: "tsconfig.json",
  });
  return outdir;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

/** The time limit of the test ends it when nobody ever answers. */
async function untilAnswering(url: string): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
