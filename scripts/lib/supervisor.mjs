/**
 * Keeps processes alive: one that dies is started again after a short back-off, with the
 * same arguments and thus on the same port. One that keeps dying is given up in words.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root, watchdog } from "./paths.mjs";
import { Trouble } from "./trouble.mjs";

const deathsMax = 5;
const deathWindowMs = 60_000;
const backOffMsMin = 200;
const backOffMsMax = 5_000;
const graceMs = 8_000;
const logBytesMax = 20_000_000;
const rotateEveryMs = 60_000;
const tailChars = 3_000;
const pollMs = 40;

/** A process ends with this code (EX_CONFIG of sysexits.h) when trying again is of no use. */
export const configurationExitCode = 78;

export class Supervisor {
  #logDir;
  #say;
  #isHeld;
  #entries = new Map();
  #isStopping = false;
  #giveUp;
  #rotation;

  /** Rejects with a Trouble when a process is given up; never resolves. */
  failed;

  /**
   * @param options  `logDir`: one log file per process; `say(text)`: news for people; `signal`: wait for nothing more;
   *                 `isHeld()`: what all of them need is down, so a death is nobody's fault and a start would be in vain
   */
  constructor({ logDir, say, signal, isHeld = () => false }) {
    this.#isHeld = isHeld;
    this.#logDir = logDir;
    this.#say = say;
    this.failed = new Promise((_resolve, reject) => {
      this.#giveUp = reject;
    });
    signal?.addEventListener("abort", () => this.#giveUp(signal.reason));
    this.failed.catch(() => {}); // whoever waits handles it; nobody may be waiting yet
    fs.mkdirSync(logDir, { recursive: true });
    this.#rotation = setInterval(() => {
      for (const entry of this.#entries.values()) rotate(entry.log);
    }, rotateEveryMs);
    this.#rotation.unref();
  }

  /** @param program  `args` for Node, `env` added to ours */
  start(name, { args, env }) {
    if (this.#isStopping) return;
    const entry = {
      name,
      args,
      env,
      log: path.join(this.#logDir, `${name}.log`),
      deaths: [],
      child: null,
      timer: null,
      isWanted: false, // its next death is our doing
    };
    this.#entries.set(name, entry);
    this.#spawn(entry);
  }

  /** Everything is given up for this reason. @throws it */
  giveUp(error) {
    this.#giveUp(error);
    throw error;
  }

  /** The pid of a process, or null while it is down. */
  pid(name) {
    const child = this.#entries.get(name)?.child;
    return child?.pid ?? null;
  }

  /** Asks until `probe` answers true; rejects when a process is given up or the time is over. */
  async waitUntil(name, { probe, msMax }) {
    const deadline = performance.now() + msMax;
    while (!(await Promise.race([probe().catch(() => false), this.failed]))) {
      if (performance.now() > deadline) {
        const seconds = Math.round(msMax / 1000);
        throw this.#trouble(this.#entries.get(name), `The ${name} did not answer within ${seconds} s`);
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, pollMs)), this.failed]);
    }
  }

  /** Ends a process and starts it again; for a program that was rebuilt. */
  restart(name) {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.child === null) return; // absent, or about to start anyway
    entry.isWanted = true;
    entry.child.kill("SIGTERM");
  }

  /** Ends them one after the other in this order, each politely first. */
  async stop(names) {
    this.#isStopping = true;
    clearInterval(this.#rotation);
    for (const name of names) {
      const entry = this.#entries.get(name);
      if (entry === undefined) continue;
      clearTimeout(entry.timer);
      if (entry.child !== null) await this.#end(entry.child);
    }
  }

  #end(child) {
    return new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) {
        resolve();
        return;
      }
      const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
      child.once("exit", () => {
        clearTimeout(force);
        resolve();
      });
      child.kill("SIGTERM");
    });
  }

  #spawn(entry) {
    rotate(entry.log);
    const log = fs.openSync(entry.log, "a");
    // A file and not a pipe: what it says in its last moment is kept even when we are gone.
    const child = spawn(process.execPath, [...watchdog, ...entry.args], {
      cwd: root,
      env: { ...process.env, ...entry.env, LAUNCHER_PID: String(process.pid) },
      stdio: ["ignore", log, log],
      detached: process.platform !== "win32", // Ctrl-C is for us; we end them in order
    });
    fs.closeSync(log);
    entry.child = child;
    child.once("error", () => {}); // "exit" does not follow a failed spawn, but "close" does
    child.once("close", (code, signal) => this.#died(entry, { code, signal }));
  }

  #died(entry, { code, signal }) {
    entry.child = null;
    if (this.#isStopping) return;
    if (entry.isWanted) {
      entry.isWanted = false;
      this.#spawn(entry);
      return;
    }
    const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
    if (code === configurationExitCode) {
      this.#giveUp(this.#trouble(entry, `The ${entry.name} cannot run with this configuration`));
      return;
    }
    if (this.#isHeld()) {
      this.#say(`  ! The ${entry.name} ${how}; it starts again when the database is back (its log: ${entry.log})`);
      this.#startWhenFree(entry);
      return;
    }
    const now = performance.now();
    entry.deaths = [...entry.deaths.filter((at) => now - at < deathWindowMs), now];
    if (entry.deaths.length >= deathsMax) {
      this.#giveUp(this.#trouble(entry, `The ${entry.name} ${how}, for the ${deathsMax}th time within a minute`));
      return;
    }
    const waitMs = Math.min(backOffMsMax, backOffMsMin * 2 ** (entry.deaths.length - 1));
    this.#say(`  ! The ${entry.name} ${how}; it starts again (its log: ${entry.log})`);
    entry.timer = setTimeout(() => this.#spawn(entry), waitMs);
  }

  #startWhenFree(entry) {
    entry.timer = setTimeout(() => {
      if (this.#isHeld()) this.#startWhenFree(entry);
      else this.#spawn(entry);
    }, backOffMsMin);
  }

  #trouble(entry, what) {
    const detail = fs.readFileSync(entry.log, "utf8").slice(-tailChars);
    return new Trouble(`${what}: its last words stand above, its whole log is ${entry.log}.`, { detail });
  }
}

/** Keeps one older log beside the present one, so that logs never fill a disk. The writer appends, so it goes on at 0. */
function rotate(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || stat.size < logBytesMax) return;
  fs.copyFileSync(file, `${file}.1`);
  fs.truncateSync(file);
}
