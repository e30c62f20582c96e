/**
 * The three programs of a running Tapedeck, started in the order of their needs: the
 * market (when it is ours), then the worker, which connects to it, and the web beside them.
 * Shared by the launcher and by the stacks that tests run on.
 */
import { assertBundle } from "./bundles.mjs";
import { inModules, inRoot } from "./paths.mjs";
import { freePort, loopback } from "./ports.mjs";
import { Supervisor } from "./supervisor.mjs";
import { Trouble } from "./trouble.mjs";

const marketMsMax = 60_000;
const webMsMax = 60_000;
const answerMsMax = 2_000;

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
    ...env,
  };
}

/**
 * @param options  `databaseUrl`; `market`: from resolveSource; `web`: `{ host, port, url }`;
 *                 `logDir`, `say(text)`, `signal`, `isHeld()` for the supervisor; `printer`; `isDev`: Next serves the sources; `env`: more variables
 * @returns        `{ supervisor, marketUrl, stop() }`, once everything answers
 */
export async function startPrograms(options) {
  const { market, web, printer, isDev = false } = options;
  const isOurMarket = market.source !== "live";
  for (const name of isOurMarket ? ["worker", "market"] : ["worker"]) assertBundle(name);

  const marketPort = await freePort();
  const env = environment({ ...options, marketPort });
  const supervisor = new Supervisor(options);
  const stop = () => supervisor.stop(stopOrder);
  try {
    // The web needs nothing of the others to start, so it uses the time they take.
    const mode = isDev ? "dev" : "start";
    const webEnv = isDev ? { ...env, NODE_ENV: "development" } : env;
    supervisor.start("web", { args: nextProgram(mode, "-H", web.host, "-p", String(web.port)), env: webEnv });
    await printer.step("Market", async (say) => {
      say(market.reason);
      if (!isOurMarket) return;
      supervisor.start("market", { args: nodeProgram("market"), env });
      const probe = () => answers(`${env.TAPEDECK_MARKET_URL}/api/v3/time`);
      await supervisor.waitUntil("market", { probe, msMax: marketMsMax });
    });
    supervisor.start("worker", { args: nodeProgram("worker"), env });
    await printer.step("Desk", async (say) => {
      say(web.url);
      await supervisor.waitUntil("web", { probe: () => isOurWeb(web.url), msMax: webMsMax });
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { supervisor, marketUrl: isOurMarket ? env.TAPEDECK_MARKET_URL : null, stop };
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
