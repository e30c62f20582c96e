/** Facts about processes of this machine, and running one to its end. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root, watchdog } from "./paths.mjs";
import { Trouble } from "./trouble.mjs";

const outputKeptBytes = 64 * 1024;
const running = new Set();

export function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Something that differs between two processes which had the same pid one after the other:
 * the start time in ticks since boot. Null where the system does not tell.
 */
export function startMark(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * Runs a command in the checkout and resolves with what it printed.
 *
 * @param options  `env` is added to ours; `sentence`: what to say when it does not work
 * @throws Trouble when it cannot be run or ends with anything but 0; `detail` is its output
 */
export function run(command, args, { env = {}, sentence, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    // Its own process group: Ctrl-C reaches us alone, and endRunning ends what it started too.
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env, LAUNCHER_PID: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    running.add(child);
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-outputKeptBytes);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    const what = sentence ?? `${path.basename(command)} ${args[0] ?? ""} did not work.`;
    child.on("error", (cause) => {
      running.delete(child);
      reject(new Trouble(`${what} (${cause.message})`, { cause }));
    });
    child.on("close", (code) => {
      running.delete(child);
      if (code === 0) resolve(output);
      else reject(new Trouble(what, { detail: output }));
    });
  });
}

/** Ends what `run` has under way; for a launcher that is told to stop in the middle of an install or a build. */
export function endRunning() {
  for (const child of running) {
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

/** Runs a Node program in our place: its input and output are ours, and so is its exit code. */
export function handOver(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...watchdog, ...args], {
      env: { ...process.env, ...env, LAUNCHER_PID: String(process.pid) },
      stdio: "inherit",
    });
    // Ctrl-C reaches the child by itself; we only must not leave before it.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal === null ? code : 128 + os.constants.signals[signal]));
  });
}
