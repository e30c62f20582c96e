/** `npm start` as a test sees it: a process with an output, children and an end. Linux only, since it reads /proc. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inRoot, root } from "./paths.mjs";
import { isAlive } from "./processes.mjs";

const untilMsMax = 50_000;
const addressMsMax = 300_000; // a first start installs and builds
const pollMs = 25;

/** A data folder with a space in its name. */
export const temporaryData = () => fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck launcher "));

/** Polls until `check` gives something truthy, and resolves to that; `what` names it when it never does. */
export async function until(what, check, msMax = untilMsMax) {
  const deadline = performance.now() + msMax;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${msMax / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/**
 * @param dataDir  its TAPEDECK_DATA_DIR
 * @param more     `args` of the script and `nodeArgs` before it, or a whole `command`; `env` (undefined unsets)
 */
export function launch(dataDir, { command, args = [], nodeArgs = [], env = {} } = {}) {
  const own = { TAPEDECK_DATA_DIR: dataDir, TAPEDECK_SOURCE: "simulated", DATABASE_URL: undefined, ...env };
  const [program, ...rest] = command ?? [process.execPath, ...nodeArgs, inRoot("scripts", "start.mjs"), ...args];
  const child = spawn(program, rest, {
    cwd: root,
    env: { ...process.env, ...own },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a group of its own, like a shell's job: Ctrl-C is a signal to the group
  });
  const { pid = 0 } = child;
  const run = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => {
    run.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    run.err += text;
  });
  const exit = new Promise((resolve) => {
    child.on("close", (code, signal) => resolve(signal ?? code));
  });
  const seen = (pattern) => pattern.exec(run.out);
  return {
    pid,
    exit,
    output: () => run.out + run.err,
    stdout: () => run.out,
    printed: (pattern) => until(`${pattern} in:\n${run.out}${run.err}`, () => seen(pattern)),
    /** Resolves to the address once it runs; rejects with what it said when it leaves instead. */
    async address() {
      const left = exit.then((code) => Promise.reject(new Error(`it left with ${code}:\n${run.out}${run.err}`)));
      const found = until("the address", () => seen(/Open\s+(\S+)/), addressMsMax);
      const [, address] = await Promise.race([found, left]);
      return address;
    },
    kill: (signal) => process.kill(pid, signal),
    pressCtrlC: () => process.kill(-pid, "SIGINT"),
  };
}

function statOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { isZombie: state === "Z", parent: Number(parent) };
  } catch {
    return null;
  }
}

/** Not counting what is dead and only waits to be noticed. */
export const lives = (pid) => isAlive(pid) && statOf(pid)?.isZombie === false;

const roles = [
  ["web", /next-server|next\/dist\/bin\/next/],
  ["worker", /dist\/worker\.mjs/],
  ["market", /dist\/market\.mjs/],
  ["keeper", /tapedeck-keeper/],
];

/** The processes of a launcher by role, and the postmaster of its data folder. */
export function processesOf(launcherPid, dataDir) {
  const found = {};
  for (const pid of fs.readdirSync("/proc").map(Number)) {
    if (!(pid > 0) || statOf(pid)?.parent !== launcherPid) continue;
    const command = commandOf(pid);
    const role = roles.find(([, pattern]) => pattern.test(command));
    if (role !== undefined) found[role[0]] = pid;
  }
  const postmaster = path.join(dataDir, "postgres", "data", "postmaster.pid");
  if (fs.existsSync(postmaster)) found.postgres = Number(fs.readFileSync(postmaster, "utf8").split("\n")[0]);
  return found;
}

function commandOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
