/** Programs of the machine that tests use when they are there, and must be there in CI. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { freePort, loopback } from "./ports.mjs";
import { Trouble } from "./trouble.mjs";

const redisMsMax = 10_000;
const pollMs = 20;

const chromiumPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const isCi = () => Boolean(process.env.CI);

function missing(what, todo) {
  if (isCi()) throw new Trouble(`${what} is missing and CI is set: ${todo}.`);
  return `no ${what} (its tests are skipped; ${todo})`;
}

/** `{ env, note }`: CHROMIUM_PATH for the browser tests. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !fs.existsSync(given)) throw new Trouble(`CHROMIUM_PATH=${given} does not exist: correct or unset it.`);
  const found = [given, ...chromiumPlaces].find((file) => file && fs.existsSync(file));
  if (found === undefined)
    return { env: {}, note: missing("Chromium", "apt-get install chromium, or set CHROMIUM_PATH") };
  return { env: { CHROMIUM_PATH: found }, note: "Chromium" };
}

function inPath(program) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file)) ?? null;
}

/** Ends the server when its input closes, that is, also when we are killed. $1 port, $2 folder */
const redisScript = `redis-server --port "$1" --bind ${loopback} --dir "$2" --save "" --appendonly no >/dev/null 2>&1 &
server=$!
read -r word
kill "$server"`;

/** `{ env, note, close() }`: TEST_REDIS_URL of the given server, or of one started for this run. */
export async function findRedis(given) {
  if (given) return { env: { TEST_REDIS_URL: given }, note: "your Redis", close() {} };
  if (inPath("redis-server") === null) {
    return { env: {}, note: missing("Redis", "apt-get install redis-server, or set REDIS_URL"), close() {} };
  }
  const port = await freePort();
  const args = ["-c", redisScript, "tapedeck-test-redis", String(port), os.tmpdir()];
  const keeper = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  await untilListening(port);
  return { env: { TEST_REDIS_URL: `redis://${loopback}:${port}` }, note: "Redis", close: () => keeper.stdin.end() };
}

async function untilListening(port) {
  const deadline = performance.now() + redisMsMax;
  while (!(await isListening(port))) {
    if (performance.now() > deadline) throw new Trouble("redis-server did not start within 10 s: try it by hand.");
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, loopback, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
