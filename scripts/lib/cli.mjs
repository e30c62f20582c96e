/**
 * `npm run tapedeck -- …`: prepares what the command line needs and hands over to it.
 * Standard output belongs to the command (its --json is piped into other programs), so
 * anything we have to say goes to standard error.
 */
import path from "node:path";
import { assertBundle } from "./bundles.mjs";
import { dataDir, inRoot } from "./paths.mjs";
import { runningUrl } from "./pg.mjs";
import { prepare } from "./prepare.mjs";
import { createPrinter } from "./printer.mjs";
import { handOver } from "./processes.mjs";

export async function main(args) {
  await prepare({ printer: createPrinter({ stream: process.stderr, isQuiet: true }), needsWeb: false });
  assertBundle("cli");
  // A desk that runs lends its database; the command says what it needs when there is none.
  const url = process.env.DATABASE_URL || runningUrl(path.join(dataDir, "postgres"), "tapedeck");
  const env = url ? { DATABASE_URL: url } : {};
  return handOver(["--enable-source-maps", inRoot("dist", "cli.mjs"), ...args], env);
}
