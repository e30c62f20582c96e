/**
 * `npm test [-- filters]`: prepares as `npm start` does, on servers of its own, then runs
 * the rungs of proof from cheap to dear. A failing rung does not hide the next.
 */
import fs from "node:fs";
import path from "node:path";
import { ensureDatabase, withDatabase } from "./database.mjs";
import { migrate } from "./migrate.mjs";
import { inModules, stateDir } from "./paths.mjs";
import { startCluster } from "./pg.mjs";
import { prepare } from "./prepare.mjs";
import { createPrinter } from "./printer.mjs";
import { handOver } from "./processes.mjs";
import { hasty } from "./stack.mjs";
import { addResults, summary } from "./test-sum.mjs";
import { findChromium, findRedis } from "./test-tools.mjs";

const rungs = ["unit", "replay", "integration", "e2e"];
const workDir = path.join(stateDir, "test");
const endedBySignal = 128;

/** What a person's shell says about their desk must not steer the tests. */
const cleared = /^(PORT|HOST|REDIS_URL|LOG_LEVEL|TAPEDECK_\w+)$/;

export async function main(args) {
  const printer = createPrinter();
  printer.title("Tapedeck's tests");
  const redisUrl = process.env.REDIS_URL;
  for (const name of Object.keys(process.env).filter((key) => cleared.test(key))) delete process.env[name];
  const { wanted, rest } = readArgs(args);
  await prepare({ printer, needsWeb: wanted.some((rung) => rung === "integration" || rung === "e2e") });

  const servers = await printer.step("Servers", (say) => openServers(redisUrl, say));
  try {
    let total = addResults([]);
    for (const rung of wanted) {
      printer.say(`\n  ${rung}`);
      const report = path.join(workDir, `${rung}.json`);
      fs.rmSync(report, { force: true });
      const code = await handOver(vitest(rung, report, rest), servers.env);
      if (code > endedBySignal) return code;
      total = addResults([total, { ...readReport(report), code }]);
    }
    printer.say(`\n${summary(total)}`);
    return total.failed === 0 ? 0 : 1;
  } finally {
    await servers.close();
  }
}

function readArgs(args) {
  const wanted = [];
  const rest = [];
  for (let i = 0; i < args.length; i += 1) {
    if (args[i] === "--project") wanted.push(args[(i += 1)]);
    else rest.push(args[i]);
  }
  return { wanted: wanted.length === 0 ? rungs : wanted, rest };
}

const vitest = (rung, report, rest) => [
  inModules("vitest", "vitest.mjs"),
  "run",
  `--project=${rung}`,
  "--passWithNoTests",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...rest,
];

const readReport = (file) => (fs.existsSync(file) ? { report: JSON.parse(fs.readFileSync(file, "utf8")) } : {});

async function openServers(redisUrl, say) {
  const given = process.env.DATABASE_URL;
  const cluster = given ? null : await startCluster(path.join(workDir, "postgres"), { extra: hasty });
  const redis = await findRedis(redisUrl);
  const chromium = findChromium();
  try {
    const server = given ?? cluster.url("postgres");
    await ensureDatabase(server, "tapedeck_test", { isFresh: true });
    const url = withDatabase(server, "tapedeck_test");
    await migrate(url);
    say(["PostgreSQL", redis.note, chromium.note].join(", "));
    const env = { DATABASE_URL: url, ...redis.env, ...chromium.env };
    return {
      env,
      async close() {
        redis.close();
        await cluster?.stop();
      },
    };
  } catch (error) {
    redis.close();
    await cluster?.stop();
    throw error;
  }
}
