/**
 * A training run in a process of its own: told what to do by one line of its standard input, heard line by line on its
 * output, ended when its input closes. It holds no login but the trainer's.
 */
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { createWorkStore } from "@/server/adapters/model-files/work-store";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { openTrainingViews } from "@/server/adapters/postgres/training-views";
import { isAppError } from "@/server/domain/errors";
import type { TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";
import { modelFamilies } from "@/server/learning/families";
import { train } from "@/server/services/training/train";
import { viewSource } from "@/server/services/training/view-source";

const abort = new AbortController();
const tell = (message: TrainerMessage): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

async function run(task: TrainerTask): Promise<void> {
  const { runDir, databaseUrl, seesUntil, champion } = task;
  const views = openTrainingViews(databaseUrl);
  const files = createWorkStore(path.join(runDir, "candidate"));
  const startedAt = Date.now() * 1_000;
  const began = performance.now();
  try {
    const order = {
      ...task,
      champion: champion && { manifest: champion.manifest, onnx: fs.readFileSync(champion.onnxPath) },
      control: "none" as const,
    };
    const { winner, folds, gates } = await train(order, {
      source: viewSource(views, seesUntil),
      families: modelFamilies,
      runtime: onnxRuntime,
      work: createWorkStore(path.join(runDir, "work")),
      keep: (name, bytes) => {
        files.save(name, bytes);
        return path.join("candidate", name);
      },
      // Wall time of the start, and from there on a clock that nobody sets back.
      now: () => startedAt + Math.round((performance.now() - began) * 1_000),
      tell,
      signal: abort.signal,
    });
    const missed = gates.filter(({ passed }) => !passed).length;
    tell({
      kind: "done",
      text: `${winner}: ${missed === 0 ? "all gates hold" : `${missed} gates do not hold`}. ${folds.text}`,
    });
  } finally {
    await views.close();
  }
}

/** An expected end in words; a defect with its stack on standard error, which the parent keeps. */
function fail(error: unknown): void {
  if (abort.signal.aborted) process.exit(130);
  if (!isAppError(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const words = error instanceof Error ? error.message : String(error);
  tell({
    kind: "failed",
    code: isAppError(error) ? error.code : null,
    text: isAppError(error) ? words : `Internal error: ${words}`,
  });
}

for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => abort.abort(new Error(name)));
const input = createInterface({ input: process.stdin });
let isTold = false;
input.on("close", () => {
  // Whoever started us is gone; what is finished is kept.
  if (process.exitCode === undefined) process.exit(130);
});
input.on("line", (line) => {
  if (isTold) return;
  isTold = true;
  run(JSON.parse(line) as TrainerTask)
    .catch(fail)
    .finally(() => {
      process.exitCode = 0;
      input.close();
      process.stdin.destroy();
    });
});
