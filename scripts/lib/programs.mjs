/**
 * The three programs of a running Tapedeck, started in the order of their needs: the
 * market (when it is ours), then the worker, which connects to it, and the web beside them.
 * Shared by the launcher and by the stacks that tests run on.
 */
import { assertBundle } from "./bundles.mjs";
import { dataDir, inModules, inRoot } from "./paths.mjs";
import { freePort, loopback } from "./ports.mjs";
import { Supervisor } from "./supervisor.mjs";
import { Trouble } from "./trouble.mjs";

const marketMsMax = 60_000;
const webMsMax = 60_000;
const answerMsMax = 2_000;
const warmMsMax = 5_000;

/** Down in this order: nobody looks at a page whose worker is gone, no worker at a market that is gone. */
const stopOrder = ["web", "worker", "market"];

const nodeProgram = (name) => ["--enable-source-maps", inRoot("dist", `${name}.mjs`)];
const nextProgram = (...args) => [inModules("next", "dist", "bin", "next"), ...args];

async function answers(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(answerMsMax) });
  return response.ok ? response : null;
}

/** The web on our port, not whatever else may listen there: its health names its launcher. */
async function isOurWeb(webUrl) {
  const response = await answers(`${webUrl}/api/health`);
  return response !== null && (await response.json()).launcher === process.pid;
}

/** The first page loads what all pages need, about a second: nobody should wait for that in a browser. */
async function warm(webUrl) {
  const response = await fetch(webUrl, { signal: AbortSignal.timeout(warmMsMax) }).catch(() => null);
  await response?.arrayBuffer();
}

function environment({ databaseUrl, market, web, marketPort, env = {} }) {
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    TAPEDECK_SOURCE: market.source,
    TAPEDECK_SOURCE_REASON: market.reason,
    TAPEDECK_SPEED: String(market.speed),
    ...(market.recording === null ? {} : { TAPEDECK_RECORDING: market.recording }),
    TAPEDECK_MARKET_PORT: String(marketPort),
    TAPEDECK_MARKET_URL: `http://${loopback}:${marketPort}`,
    TAPEDECK_WEB_URL: web.url,
    HOST: web.host,
    PORT: String(web.port),
    TAPEDECK_DATA_DIR: dataDir,
    ...env,
  };
}

/**
 * @param options  `databaseUrl`; `market`: from resolveSource; `web`: `{ host, port, url }`; `printer`;
 *                 `logDir`, `say(text)`, `signal`, `isHeld()` for the supervisor; `env`: more variables;
 *                 `isDev`: Next serves the sources; `patienceMs`: how long to wait for a market that is ours
 * @returns        `{ supervisor, marketUrl, stop() }`, once the web answers, and the market too or the patience is over.
 *                 A market that fails later fails through `supervisor.failed`
 */
export async function startPrograms(options) {
  const { market, web, printer, patienceMs = marketMsMax } = options;
  const isOurMarket = market.source !== "live";
  for (const name of isOurMarket ? ["worker", "market"] : ["worker"]) assertBundle(name);

  const env = environment({ ...options, marketPort: await freePort() });
  const supervisor = new Supervisor(options);
  const stop = () => supervisor.stop(stopOrder);
  try {
    // Side by side: the web needs none of the others to answer, and shows what was until the market moves.
    const webUp = startWeb(supervisor, options, env);
    const deskUp = startDesk(supervisor, env, isOurMarket);
    await printer.step("Market", async (say) => {
      say(market.reason);
      await within(patienceMs, deskUp);
    });
    await printer.step("Desk", async (say) => {
      say(web.url);
      await webUp;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { supervisor, marketUrl: isOurMarket ? env.TAPEDECK_MARKET_URL : null, stop };
}

function startWeb(supervisor, { web, isDev = false }, env) {
  const args = nextProgram(isDev ? "dev" : "start", "-H", web.host, "-p", String(web.port));
  supervisor.start("web", { args, env: isDev ? { ...env, NODE_ENV: "development" } : env });
  const probe = () => isOurWeb(web.url);
  return unheard(supervisor.waitUntil("web", { probe, msMax: webMsMax }).then(() => warm(web.url)));
}

/** The market first, for the worker connects to it. */
function startDesk(supervisor, env, isOurMarket) {
  const startWorker = () => supervisor.start("worker", { args: nodeProgram("worker"), env });
  if (!isOurMarket) return Promise.resolve(startWorker());
  supervisor.start("market", { args: nodeProgram("market"), env });
  const probe = () => answers(`${env.TAPEDECK_MARKET_URL}/api/v3/time`);
  const isOpen = supervisor.waitUntil("market", { probe, msMax: marketMsMax });
  return unheard(isOpen.then(startWorker, (error) => supervisor.giveUp(error)));
}

/** Somebody waits for it in a moment; until then its failure is not an unhandled one. */
function unheard(promise) {
  promise.catch(() => {});
  return promise;
}

function within(msMax, promise) {
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, msMax);
  });
  return Promise.race([promise, patience]).finally(() => clearTimeout(timer));
}

/** @throws Trouble when the queue's Redis, which only exists when REDIS_URL is set, does not answer */
export async function assertRedis(url) {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  let lastError;
  redis.on("error", (error) => {
    lastError = error; // the rejection of connect() only says "closed"
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    const reason = (lastError ?? cause).message || (lastError ?? cause).code;
    const todo = "start it or correct REDIS_URL, or unset it to queue on PostgreSQL";
    throw new Trouble(`Redis at ${url.replace(/:[^:@/]*@/, ":***@")} cannot be used (${reason}): ${todo}.`, { cause });
  } finally {
    redis.disconnect();
  }
}
