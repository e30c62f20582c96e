/** `npm run bench -- …`: the built programs against a database of their own, then the measurements. */
import path from "node:path";
import { assertBundle } from "./bundles.mjs";
import { ensureDatabase, withDatabase } from "./database.mjs";
import { migrate } from "./migrate.mjs";
import { dataDir, inRoot } from "./paths.mjs";
import { startCluster } from "./pg.mjs";
import { prepare } from "./prepare.mjs";
import { createPrinter } from "./printer.mjs";
import { handOver } from "./processes.mjs";

const database = "tapedeck_bench";

export async function main(args) {
  await prepare({ printer: createPrinter({ stream: process.stderr, isQuiet: true }), needsWeb: true });
  assertBundle("bench");
  const given = process.env.DATABASE_URL;
  const cluster = given ? null : await startCluster(path.join(dataDir, "postgres"));
  try {
    const server = given ?? cluster.url("postgres");
    await ensureDatabase(server, database, { isFresh: true });
    const url = withDatabase(server, database);
    await migrate(url);
    return await handOver(["--enable-source-maps", inRoot("dist", "bench.mjs"), ...args], { DATABASE_URL: url });
  } finally {
    await cluster?.stop();
  }
}
