/**
 * The trainer's process: niced, given its task on its standard input, heard line by line on its output. It gets no
 * environment but what Node needs: the desk's own database address above all stays with us. It ends when its input
 * closes, so that it never outlives us.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseTrainerMessage } from "@/server/jobs/trainer-messages";
import { bareEnvironment } from "@/server/platform/env";
import type { StartTrainer, TrainerEnd } from "@/server/ports/trainer-process";

const NICENESS = "10";
/** Below the launcher's grace of 8 s. */
const STOP_MILLIS_MAX = 5_000;
const WORDS_MAX = 4_000;

const isSource = import.meta.url.endsWith(".ts");
/** Bundled, this file lies in dist/worker.mjs beside dist/trainer.mjs; from source it lies beside workers/trainer.ts. */
const entry = (): string => fileURLToPath(new URL(`./trainer.${isSource ? "ts" : "mjs"}`, import.meta.url));

export const startTrainer: StartTrainer = (task, onMessage) => {
  const node = [process.execPath, ...(isSource ? ["--import", "tsx"] : []), entry()];
  const [command = "", ...args] = process.platform === "win32" ? node : ["nice", "-n", NICENESS, ...node];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: bareEnvironment() });
  let words = "";
  let force: NodeJS.Timeout | undefined;

  child.stdin.on("error", () => {}); // it ended before it read its task; its end says so
  child.stdin.write(`${JSON.stringify(task)}\n`);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-WORDS_MAX);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const message = parseTrainerMessage(line);
    if (message) onMessage(message);
  });
  const ended = new Promise<TrainerEnd>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, words: error.message }));
    // "close" and not "exit": what it wrote last has been read by then.
    child.once("close", (code, signal) => resolve({ code, signal, words }));
  }).finally(() => clearTimeout(force));
  return {
    ended,
    kill: () => void child.kill("SIGKILL"),
    stop() {
      child.kill("SIGTERM");
      force ??= setTimeout(() => child.kill("SIGKILL"), STOP_MILLIS_MAX);
    },
  };
};
