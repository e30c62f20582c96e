/**
 * From the last bar's row of features to the strategy's decision, as in a desk's thread: features, boosted trees in
 * onnxruntime with the reasons of their answer, the engine with model-signal; while a training of low priority runs
 * beside it in a process of its own.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { micros } from "@/server/domain/micros";
import type { ModelManifest } from "@/server/domain/models/manifest";
import type { ModelVersion } from "@/server/domain/models/model-version";
import { featureSet } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import { randomBars } from "@/server/features/testing/random-bars";
import type { Dataset } from "@/server/learning/dataset";
import { familyOf } from "@/server/learning/families";
import { OPSET } from "@/server/learning/onnx/onnx-model";
import { columnReference } from "@/server/learning/scores/column-reference";
import { writeExplainFile } from "@/server/learning/trees/explain-file";
import { openVersionWith } from "@/server/services/inference/open-version";
import { predictionOf } from "@/server/services/inference/prediction-of";
import { openPredictor, type Predictor } from "@/server/services/inference/predictor";
import type { BenchRow, Say } from "./bench-row";
import { deciderOf } from "./inference-desk";
import { benchClock } from "./latency/bench-deps";

const SET = featureSet("bars-5m");
const FIVE_MINUTES = 300_000_000;
/** Before them the columns of four hours are not warm. */
const WARM_BARS = 20_000;
const TRAIN_ROWS = 4_000;
const ASKED = 1_000;
/** A desk asks now and then, with cold caches, and never in a loop. */
const PAUSE_MILLIS = 5;
/** Issue 5: p99 of feature to signal for the champion, ms. */
const AIM_MILLIS = 5;

export async function benchInference(share: number, program: URL, say: Say): Promise<BenchRow[]> {
  const asked = Math.ceil(ASKED * share);
  const bars = randomBars(5, WARM_BARS + TRAIN_ROWS + asked, { startAt: 0, intervalMicros: FIVE_MINUTES });
  const stream = createBarRowStream(SET);
  const rows: Float32Array[] = [];
  for (const bar of bars.slice(0, -asked)) {
    stream.push(bar);
    rows.push(stream.row.slice());
  }
  const closes = bars.map(({ close }) => close);
  const data = datasetOf(rows.slice(-TRAIN_ROWS), closes.slice(WARM_BARS, WARM_BARS + TRAIN_ROWS + 1));
  const predictor = await trained(data);
  const stop = startTraining(program);
  try {
    await pause(3_000);
    const took = await measured({ stream, predictor, bars: bars.slice(-asked) });
    return rowsOf(took, say);
  } finally {
    stop();
    await predictor.release();
  }
}

type Measuring = Readonly<{
  stream: ReturnType<typeof createBarRowStream>;
  predictor: Predictor;
  bars: ReturnType<typeof randomBars>;
}>;

type Took = Readonly<{ wall: readonly number[]; processor: readonly number[] }>;

async function measured({ stream, predictor, bars }: Measuring): Promise<Took> {
  const desk = deciderOf();
  const wall: number[] = [];
  const processor: number[] = [];
  for (const bar of bars) {
    const endAt = micros(bar.openAt + FIVE_MINUTES);
    const at = micros(endAt + 2_000_000);
    desk.market(at, bar.close);
    await pause(PAUSE_MILLIS);
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    stream.push(bar);
    const answer = await predictor.ask([stream.row.slice()]);
    const asked = { instrumentId: desk.instrumentId, askedAt: endAt, gridMicros: FIVE_MINUTES };
    desk.decide(predictionOf({ version: predictor.version, role: "champion", asked, answer, at }));
    wall.push(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    processor.push((user + system) / 1_000);
  }
  if (desk.signals() < bars.length / 10) throw new Error(`model-signal said ${desk.signals()} things only`);
  return { wall: wall.sort((a, b) => a - b), processor: processor.sort((a, b) => a - b) };
}

const quantile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 1_000) / 1_000;

function rowsOf({ wall, processor }: Took, say: Say): BenchRow[] {
  const [p50, p99, cpu99] = [quantile(wall, 0.5), quantile(wall, 0.99), quantile(processor, 0.99)];
  const data = `${SET.columns.length} columns, 200 boosted trees with reasons; ${wall.length} bars, a training beside`;
  const fixed = { unit: "ms", better: "less", data } as const;
  say(`Feature to signal: p50 ${p50} ms, p99 ${p99} ms, of processor time ${cpu99} ms`);
  return [
    { id: "inference.signal.p50", what: "Feature to signal, p50", value: p50, aim: null, ...fixed },
    { id: "inference.signal.p99", what: "Feature to signal, p99", value: p99, aim: AIM_MILLIS, ...fixed },
    // On a machine that others use the one above is theirs as well.
    { id: "inference.signal.cpu.p99", what: "The same, processor time, p99", value: cpu99, aim: null, ...fixed },
  ];
}

/** This program again, measuring training steps over and over, at the lowest priority. */
function startTraining(program: URL): () => void {
  const json = path.join(os.tmpdir(), `inference-bench-${process.pid}.json`);
  const args = [fileURLToPath(program), "--only", "learning", "--json", json];
  let isOver = false;
  let child = spawn(process.execPath, args, { stdio: "ignore" });
  const begun = (): void => {
    if (child.pid !== undefined) os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW);
    child.on("exit", () => {
      if (isOver) return;
      child = spawn(process.execPath, args, { stdio: "ignore" });
      begun();
    });
  };
  begun();
  return () => {
    isOver = true;
    child.kill("SIGKILL");
  };
}

function datasetOf(rows: readonly Float32Array[], closes: readonly number[]): Dataset {
  const columns = SET.columns.map(({ name }) => name);
  const x = new Float32Array(rows.length * columns.length);
  rows.forEach((row, i) => x.set(row, i * columns.length));
  const y = Float64Array.from(rows, (_, i) => Number((closes[i + 1] ?? 0) > (closes[i] ?? 0)));
  const at = Float64Array.from(rows, (_, i) => i * FIVE_MINUTES);
  return {
    rows: rows.length,
    columns,
    x,
    y,
    weight: new Float64Array(rows.length).fill(1),
    at,
    endAt: at.map((each) => each + FIVE_MINUTES),
    instrument: new Uint16Array(rows.length),
    runStart: new Uint32Array(rows.length),
  };
}

async function trained(data: Dataset): Promise<Predictor> {
  const family = familyOf("gbdt-leaf");
  const defaults = Object.fromEntries(Object.entries(family.params).map(([name, param]) => [name, param.default]));
  const fitted = await family.fit({
    data,
    train: Uint32Array.from({ length: data.rows }, (_, i) => i),
    valid: new Uint32Array(),
    classes: 2,
    params: { ...defaults, trees: 200 },
    seed: 1,
    runtime: onnxRuntime,
    onProgress: () => {},
    checkpoint: null,
  });
  const explain = fitted.explain ? writeExplainFile(data.columns, fitted.explain) : null;
  const version = versionOf(data, fitted.onnx, explain);
  const bytes = {
    "model.onnx": fitted.onnx,
    "explain.json": new TextEncoder().encode(explain ?? ""),
    "manifest.json": new Uint8Array(),
  };
  await fitted.release();
  const open = openVersionWith({
    files: { read: async (_place, file) => bytes[file] },
    runtime: onnxRuntime,
    setOf: () => SET,
  });
  return openPredictor({ open, clock: benchClock }, version);
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

function versionOf(data: Dataset, onnx: Uint8Array, explain: string | null): ModelVersion {
  const width = data.columns.length;
  const manifest: ModelManifest = {
    format: 1,
    model: "bench",
    version: 1,
    family: "gbdt-leaf",
    sha256: sha256(onnx),
    opset: OPSET,
    input: { name: "features", steps: 1, columns: data.columns },
    output: { name: "probabilities", classes: ["down", "up"] },
    featureSet: { name: SET.name, version: SET.version, hash: SET.hash },
    label: { kind: "sign", horizonMicros: FIVE_MINUTES },
    instrumentIds: [],
    training: null,
    scores: null,
    certainty: null,
    reference: data.columns.map((column, i) =>
      columnReference(
        column,
        data.x.filter((_, at) => at % width === i),
      ),
    ),
    answers: null,
    explain: explain === null ? null : { file: "explain.json", sha256: sha256(explain) },
  };
  const state = { state: "champion", origin: "trained", createdAt: 0, stateSince: 0, gates: [], runId: null } as const;
  return { model: "bench", version: 1, ...state, manifest };
}
