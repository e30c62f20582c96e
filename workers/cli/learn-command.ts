import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { AppError } from "@/server/domain/errors";
import type { LabelSpec } from "@/server/domain/models/label";
import { DEFAULT_GATES, type ModelRecipe } from "@/server/domain/models/recipe";
import { modelFamilies } from "@/server/learning/families";
import { type ParsedCandles, parseCandles } from "@/server/services/import-candles/parse-candles";
import { candleHistory } from "@/server/services/training/candle-history";
import { csvSource } from "@/server/services/training/csv-source";
import { plantSignal } from "@/server/services/training/planted-signal";
import { train } from "@/server/services/training/train";
import type { TrainingDeps } from "@/server/services/training/training";
import type { InstrumentHistory } from "@/server/services/training/training-source";
import { codeVersion } from "@/workers/code-version";
import { type CliCommand, type CliInput, wholeNumber } from "./command";
import { csvLines } from "./csv-lines";
import { learnReport } from "./learn-report";

const CONTROLS = ["none", "shuffled", "planted"] as const;
type Control = (typeof CONTROLS)[number];
const MINUTE = 60_000_000;

export const learnCommand: CliCommand = {
  name: "learn",
  positionals: ["<candles…>"],
  summary: "Trains models on candles from beginning to end, without a database, and reports honest scores",
  options: {
    set: { value: "<name>", help: "feature set; default bars-5m" },
    families: { value: "<names>", help: "comma separated; default logistic,mlp,gbdt-leaf" },
    label: { value: "<kind>", help: "sign, direction or triple-barrier; default sign" },
    horizon: { value: "<minutes>", help: "how far the label looks ahead; default 60" },
    folds: { value: "<train/valid/test/step>", help: "days; default 90/20/20/20" },
    walks: { value: "<number>", help: "newest so many walks are scored; default 6" },
    combinatorial: { value: null, help: "also combinatorial purged cross-validation, 6 groups, 2 held out" },
    search: { value: "<kind:trials:seconds>", help: "none, random or tpe, e.g. tpe:20:600; default none" },
    probability: { value: "<share>", help: "traded from this probability on; default 0.55" },
    confidence: { value: "<share>", help: "and from this confidence on; default 0.8" },
    quarantine: { value: "<days>", help: "the newest days that are not looked at; default 30" },
    control: { value: "<which>", help: "shuffled: labels that teach are permuted; planted: a known signal is added" },
    seed: { value: "<number>", help: "default 1" },
    out: { value: "<folder>", help: "where the report, the model and its manifest are written" },
    json: { value: null, help: "the report as JSON" },
  },
  notes: [
    "<candles…> are CSV files, gzip or not; files of one instrument follow each other, its name is read off the file's.",
    "They are read as by import-candles: which column is which is told by a header or by the numbers, and shown.",
    "--control shuffled must score like chance, or something leaks; --control planted must be found, or nothing would be.",
  ],
  run: async (input, { signal, say }) => {
    const control = controlOf(input);
    const histories = (await historiesOf(input.positionals, say)).map((history) =>
      control === "planted" ? plantSignal(history) : history,
    );
    const recipe = recipeOf(input, histories);
    const out = input.text("out");
    const startedAt = performance.now();
    const deps: TrainingDeps = {
      source: csvSource(histories, wholeNumber(input, "quarantine", { default: 30, min: 1 })),
      families: modelFamilies,
      runtime: onnxRuntime,
      work: { load: () => null, save: () => {}, remove: () => {} },
      keep: (name, bytes) => {
        kept.push({ name, bytes });
        return name;
      },
      now: () => Date.now() * 1_000 + (performance.now() % 1) * 1_000,
      tell: (message) => {
        if (message.kind === "quarantine") say(message.text);
        if (message.kind === "progress" && message.progress.text !== said) say((said = message.progress.text));
      },
      signal,
    };
    const kept: { name: string; bytes: Uint8Array }[] = [];
    let said = "";
    const report = await train(
      {
        runId: "cli",
        model: "cli",
        version: 1,
        recipe,
        gates: DEFAULT_GATES,
        trialsBefore: 0,
        codeVersion: codeVersion(),
        champion: null,
        control: control === "shuffled" ? "shuffled" : "none",
      },
      deps,
    );
    const text = learnReport(report, { recipe, control, seconds: (performance.now() - startedAt) / 1_000 });
    if (out !== null) {
      await mkdir(out, { recursive: true });
      for (const { name, bytes } of kept) await writeFile(path.join(out, name), bytes);
      await writeFile(path.join(out, "report.md"), `${text}\n`);
    }
    return input.isOn("json") ? JSON.stringify(report) : text;
  },
};

function controlOf(input: CliInput): Control {
  const control = input.text("control") ?? "none";
  const found = CONTROLS.find((one) => one === control);
  if (found) return found;
  throw new AppError("invalid", `--control must be shuffled or planted, was ${control}`);
}

/** Files are read as `import-candles` reads them; what was left out is said. */
async function historiesOf(files: readonly string[], say: (line: string) => void): Promise<InstrumentHistory[]> {
  const bySymbol = new Map<string, ParsedCandles[]>();
  for (const file of files) {
    const { lines, problem } = await csvLines(file);
    const parsed = parseCandles(lines, null);
    const name = path.basename(file);
    for (const note of [...(problem ? [`it breaks off: ${problem}`] : []), ...parsed.notes]) say(`${name}: ${note}`);
    say(`${name}: ${parsed.columns}, times in ${parsed.timeUnit}, bars of ${parsed.interval}`);
    bySymbol.set(symbolOf(name), [...(bySymbol.get(symbolOf(name)) ?? []), parsed]);
  }
  return [...bySymbol].map(([symbol, parts]) => {
    const history = candleHistory(symbol, parts);
    const { tickSize, lotSize } = history.spec;
    say(`${symbol}: ${history.bars.length.toLocaleString("en")} candles, ticks of ${tickSize}, lots of ${lotSize}`);
    return history;
  });
}

/** `spot_BTC_USDT-5m.csv.gz` and `BTCUSD_1m_2017.csv.gz` name their instrument. */
export function symbolOf(name: string): string {
  const [, base, quote] = /(?:^|_)([A-Z0-9]{2,10}?)_?(USDT|USDC|USD|BTC|EUR)(?:[_\-.]|$)/.exec(name) ?? [];
  return base && quote ? `${base}/${quote}` : (name.split(".")[0] ?? name);
}

function recipeOf(input: CliInput, histories: readonly InstrumentHistory[]): ModelRecipe {
  const horizonMicros = wholeNumber(input, "horizon", { default: 60, min: 1 }) * MINUTE;
  const [trainDays = 90, validDays = 20, testDays = 20, stepDays = 20] = numbersOf(input, "folds", "90/20/20/20");
  const [kind = "none", trials = "20", seconds = "600"] = (input.text("search") ?? "none").split(":");
  if (kind !== "none" && kind !== "random" && kind !== "tpe")
    throw new AppError("invalid", `--search must be none, random or tpe, was ${kind}`);
  return {
    featureSet: input.text("set") ?? "bars-5m",
    instrumentIds: histories.map(({ spec }) => spec.id),
    label: labelOf(input.text("label") ?? "sign", horizonMicros),
    families: (input.text("families") ?? "logistic,mlp,gbdt-leaf").split(","),
    folds: {
      trainDays,
      validDays,
      testDays,
      stepDays,
      walksMax: wholeNumber(input, "walks", { default: 6, min: 1 }),
      combinatorial: input.isOn("combinatorial") ? { groups: 6, heldOut: 2 } : null,
      embargoShare: 0.01,
    },
    search: { kind, trialsMax: Number(trials), budgetSeconds: Number(seconds) },
    calibration: "isotonic",
    trading: {
      probabilityMin: shareOf(input, "probability", 0.55),
      confidenceMin: shareOf(input, "confidence", 0.8),
      interval: null,
      holdMicrosMax: horizonMicros,
    },
    seed: wholeNumber(input, "seed", { default: 1, min: 0 }),
  };
}

function labelOf(kind: string, horizonMicros: number): LabelSpec {
  if (kind === "sign" || kind === "direction") return { kind, horizonMicros };
  if (kind === "triple-barrier") return { kind, horizonMicros, widthSigma: 1 };
  throw new AppError("invalid", `--label must be sign, direction or triple-barrier, was ${kind}`);
}

function numbersOf(input: CliInput, name: string, otherwise: string): number[] {
  const text = input.text(name) ?? otherwise;
  const numbers = text.split("/").map(Number);
  if (numbers.length === 4 && numbers.every((value) => value >= 1)) return numbers;
  throw new AppError("invalid", `--${name} must be four numbers of days, ${otherwise} for example, was ${text}`);
}

function shareOf(input: CliInput, name: string, otherwise: number): number {
  const value = Number(input.text(name) ?? otherwise);
  if (value >= 0 && value <= 1) return value;
  throw new AppError("invalid", `--${name} must be 0 to 1, was ${input.text(name)}`);
}
