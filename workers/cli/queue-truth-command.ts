import { existsSync } from "node:fs";
import { type L3Recording, openBitstamp } from "@/server/adapters/tape/importers/open-bitstamp";
import { AppError } from "@/server/domain/errors";
import type { CancelGroup } from "@/server/services/queue-truth/cancel-origins";
import { BASE_MODELS, queueTruth, type TruthSection } from "@/server/services/queue-truth/queue-truth";
import { scoreCases } from "@/server/services/queue-truth/score";
import { modelName } from "@/server/services/queue-truth/shadow-field";
import { rankModels } from "@/server/services/queue-truth/verdict";
import { type CliCommand, type CliInput, type CliTools, wholeNumber } from "./command";
import { queueTruthTable } from "./queue-truth-table";
import { simulatedCases } from "./simulated-truth";

const NEAR_PPM = 10_000;
const SEEDS_MAX = 100;
/** The simulated market is fast; probabilities of a fill are judged over so long. */
const SIMULATED_FORECAST_SECONDS = 10;

export const queueTruthCommand: CliCommand = {
  name: "queue-truth",
  positionals: ["[recording]"],
  summary: "Holds every queue model against the true fate of orders",
  options: {
    simulated: { value: null, help: "probes in the simulated market's matching engine, in place of a recording" },
    seeds: { value: "<number>", help: "with --simulated: seeds 1 to this; default 10" },
    symbol: { value: "<symbol>", help: "with --simulated; default BTCUSDT" },
    orders: {
      value: "<number>",
      help: "at most so many orders, and probes; default 20000 and 5000, simulated 500 a seed",
    },
    seed: { value: "<number>", help: "of what is drawn; default 1" },
    json: { value: null, help: "everything as JSON, the same bytes for the same input" },
  },
  notes: [
    "[recording] is an order-by-order recording of Bitstamp (gzip lines `<ms> <event> <json>`).",
    "What the columns mean and how orders are chosen: docs/queue-truth.md.",
  ],
  run: async (input, tools) => {
    const file = input.positionals[0];
    if (input.isOn("simulated") === (file !== undefined)) {
      throw new AppError("invalid", "queue-truth needs either a recording or --simulated; see --help");
    }
    const report = file === undefined ? simulated(input, tools) : await recorded(input, tools);
    const ranks = rankModels(report.sections, BASE_MODELS.map(modelName));
    if (input.isOn("json")) return JSON.stringify({ ...report, ranks }, null, 2);
    return queueTruthTable({ ...report, ranks });
  },
};

type Report = Readonly<{
  source: string;
  /** Decimals of a lot, for sizes. */
  lotSize: string;
  base: string;
  import: ReturnType<L3Recording["notes"]> | null;
  notes: readonly string[];
  sections: readonly TruthSection[];
  cancels: readonly CancelGroup[];
}>;

async function recorded(input: CliInput, { signal }: CliTools): Promise<Report> {
  const file = input.positionals[0] ?? "";
  if (!existsSync(file)) throw new AppError("not_found", `there is no file ${file}`);
  const recording = openBitstamp(file);
  const { sections, cancels } = await queueTruth({
    spec: recording.spec,
    blocks: recording.blocks,
    seed: wholeNumber(input, "seed", { default: 1, min: 0 }),
    ordersMax: wholeNumber(input, "orders", { default: 20_000, min: 1 }),
    probes: wholeNumber(input, "orders", { default: 5_000, min: 1 }),
    nearPpm: NEAR_PPM,
    signal,
  });
  const { lotSize, base } = recording.spec;
  const damage = recording.damage();
  return { source: file, lotSize, base, import: recording.notes(), notes: damage ? [damage] : [], sections, cancels };
}

function simulated(input: CliInput, { signal, say }: CliTools): Report {
  const symbol = input.text("symbol") ?? "BTCUSDT";
  const seeds = wholeNumber(input, "seeds", { default: 10, min: 1 });
  if (seeds > SEEDS_MAX) throw new AppError("invalid", `--seeds may be ${SEEDS_MAX} at most, was ${seeds}`);
  const probes = wholeNumber(input, "orders", { default: 500, min: 1 });
  const runs = Array.from({ length: seeds }, (_, i) => {
    say(`seed ${i + 1} of ${seeds}`);
    return simulatedCases({ symbol, seed: i + 1, probes, signal });
  });
  const sections = [
    {
      title: `Probes, seeds 1 to ${seeds}`,
      score: scoreCases(
        runs.flatMap((run) => run.cases),
        SIMULATED_FORECAST_SECONDS,
      ),
    },
    ...runs.map(({ cases }, i) => ({ title: `Seed ${i + 1}`, score: scoreCases(cases, SIMULATED_FORECAST_SECONDS) })),
  ];
  const { lotSize, base } = runs[0]?.spec ?? { lotSize: "1", base: "" };
  return { source: `simulated ${symbol}`, lotSize, base, import: null, notes: [], sections, cancels: [] };
}
