/** The dependencies, exactly as locked. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inModules, inRoot, stateDir, watchdog } from "./paths.mjs";
import { run } from "./processes.mjs";
import { contentHash, once } from "./stamp.mjs";
import { Trouble } from "./trouble.mjs";

const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--ignore-scripts"];

/** npm tells its scripts where it is; otherwise the one beside this Node, otherwise the one in the path. */
function npmCommand() {
  const beside = path.join(path.dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");
  const script = [process.env.npm_execpath, beside].find((file) => file?.endsWith(".js") && fs.existsSync(file));
  return script === undefined ? ["npm"] : [process.execPath, ...watchdog, script];
}

/** A user without a home (nobody, a container's uid) has no place for npm's cache: give it one. */
function cacheEnv() {
  try {
    fs.accessSync(os.homedir(), fs.constants.W_OK);
    return {};
  } catch {
    return { npm_config_cache: path.join(stateDir, "npm-cache") };
  }
}

const causes = [
  [/ENOSPC/, "the disk is full: free about 2 GB and run the command again"],
  [/EACCES|EPERM/, "a file may not be written: make this folder and npm's cache belong to the user who runs it"],
  [
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET/,
    "the package registry cannot be reached: check the network or `npm config get registry`",
  ],
  [
    /EUSAGE|in sync/,
    "package.json and package-lock.json do not fit together: undo the change to one of them (git status)",
  ],
];

/** Whether somebody ran npm themselves: npm leaves a list of what it installed, once it is through. */
function isInstalledAsLocked() {
  const list = inModules(".package-lock.json");
  if (!fs.existsSync(list)) return false;
  const installed = JSON.parse(fs.readFileSync(list, "utf8")).packages;
  const { packages } = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));
  return Object.entries(packages).every(
    ([place, { version, optional }]) =>
      place === "" || (installed[place] === undefined ? optional === true : installed[place].version === version),
  );
}

export async function installDependencies(say) {
  const key = contentHash(["package.json", "package-lock.json", ".npmrc"], [process.platform, process.arch]);
  say("npm ci, about 20 s; only when the lock file changed");
  const outputs = ["node_modules/next/package.json", "node_modules/pg/package.json"];
  const didRun = await once({ name: "dependencies", key, outputs }, async () => {
    if (isInstalledAsLocked()) return;
    const [command, ...before] = npmCommand();
    try {
      await run(command, [...before, ...args], { env: cacheEnv() });
    } catch (cause) {
      const found = causes.find(([pattern]) => pattern.test(`${cause.message} ${cause.detail}`));
      const why = found?.[1] ?? "npm's own words stand above; repair that and run the command again";
      throw new Trouble(`The dependencies could not be installed: ${why}.`, { cause, detail: cause.detail });
    }
  });
  say(didRun ? `${fs.readdirSync(inModules()).length} folders in node_modules` : "as locked");
}
