import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "@/server/domain/errors";
import type { BenchRow, Say } from "./bench-row";
import { benchCollecting } from "./collector-bench";
import { benchEngine } from "./engine-bench";
import { benchFeatures } from "./features-bench";
import { benchGrid } from "./grid-bench";
import { benchInference } from "./inference-bench";
import { benchLatency } from "./latency/latency-bench";
import { benchNetworks } from "./learning-bench";
import { type BenchReport, mergedInto, reportOf, tableOf } from "./report";
import { benchRisk } from "./risk-bench";
import { benchStack } from "./stack-bench";
import { benchTape } from "./tape-bench";
import { benchTrees } from "./trees-bench";

const BASELINE = "docs/performance-baseline.json";
const RECORDING = "../shared/data/l2/binance/spot/btcusdt_20240808.gz";

const HELP = `npm run bench -- [options]

  --only <part>          engine, risk, features, learning, trees, inference, collector, tape,
                         latency or stack;
                         may be repeated
  --recording <file>     raw Binance recording for engine, collector and tape
                         (default ${RECORDING})
  --json <file>          where the numbers go (default .data/bench.json)
  --quick                a tenth of the work: to see that it runs
  --save-baseline        makes this run the baseline (${BASELINE}); of parts left out the old rows stay

A ratio above 1 is better than the baseline. Run it on an idle machine.`;

type Part =
  | "engine"
  | "risk"
  | "features"
  | "learning"
  | "trees"
  | "inference"
  | "collector"
  | "tape"
  | "latency"
  | "stack";
/** Those that need a recording. */
const RECORDED: readonly string[] = ["engine", "collector", "tape"] satisfies Part[];

const OPTIONS = {
  only: { type: "string", multiple: true },
  recording: { type: "string", default: RECORDING },
  json: { type: "string", default: ".data/bench.json" },
  quick: { type: "boolean", default: false },
  "save-baseline": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @param program the built bench itself, for threads */
export async function runBench(args: readonly string[], program: URL, say: Say): Promise<string> {
  const values = readOptions(args);
  if (values.help) return HELP;
  const share = values.quick ? 0.1 : 1;
  const { recording } = values;
  const parts: Record<Part, () => Promise<BenchRow[]>> = {
    engine: () => benchEngine({ place: recording, eventsMin: 20_000_000 * share, program, say }),
    risk: () => Promise.resolve(benchRisk(share, say)),
    features: () => Promise.resolve([...benchFeatures(share, say), ...benchGrid(share, say)]),
    learning: () => benchNetworks(share, say),
    inference: () => benchInference(share, program, say),
    collector: () => benchCollecting(recording, Math.ceil(20 * share), say),
    tape: () => benchTape(recording, share, say),
    latency: () => benchLatency(program, Math.ceil(30 * share), say),
    stack: () => benchStack(Math.ceil(60 * share), say),
    // Whole only when it is asked for: it takes longer than most others together.
    trees: () => Promise.resolve(benchTrees(share === 1 && values.only?.includes("trees") === true, say)),
  };
  const unknown = values.only?.find((name) => !Object.hasOwn(parts, name));
  if (unknown) throw new AppError("invalid", `--only must be one of ${Object.keys(parts).join(", ")}, was ${unknown}`);
  const rows: BenchRow[] = [];
  for (const [name, run] of Object.entries(parts)) {
    if (values.only && !values.only.includes(name)) continue;
    if (RECORDED.includes(name) && !existsSync(recording)) {
      say(`Left out: ${name}, because there is no recording ${recording}`);
      continue;
    }
    say(`${name} …`);
    rows.push(...(await run()));
  }
  const report = reportOf(rows);
  const baseline = readBaseline();
  write(values.json, report);
  if (values["save-baseline"]) write(BASELINE, mergedInto(baseline, report));
  return tableOf(report, baseline);
}

/** @throws AppError invalid with Node's words and the help */
function readOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (cause) {
    throw new AppError(
      "invalid",
      `${cause instanceof Error ? cause.message : String(cause)}

${HELP}`,
      { cause },
    );
  }
}

const readBaseline = (): BenchReport | null =>
  existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, "utf8")) as BenchReport) : null;

function write(file: string, report: BenchReport): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}
