/** Where things are. The root is found by walking up, so that a bundled copy of this file finds it too. */
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

function findRoot(from) {
  for (let dir = from; dir !== path.dirname(dir); dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, "scripts", "start.mjs"))) return dir;
  }
  throw new Error(`no Tapedeck checkout above ${from}`);
}

export const root = findRoot(path.dirname(fileURLToPath(import.meta.url)));

/** Stamps and locks describe this checkout, so they stay in it whatever TAPEDECK_DATA_DIR says. */
export const stateDir = path.join(root, ".data");

/** Everything worth keeping: the database, the logs, the tapes. */
export const dataDir = path.resolve(root, process.env.TAPEDECK_DATA_DIR || ".data");

export const inRoot = (...parts) => path.join(root, ...parts);
export const inModules = (...parts) => path.join(root, "node_modules", ...parts);

/** Node options that make a child leave when we are gone. */
export const watchdog = ["--import", pathToFileURL(inRoot("scripts", "lib", "watchdog.mjs")).href];
