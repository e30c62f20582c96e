import { readFile } from "node:fs/promises";
import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings, LatencyRow, QueueModelSettings, StrategySettings } from "@/server/domain/desk-settings";
import { AppError, isAppError } from "@/server/domain/errors";
import { DEFAULT_QUEUE_MODEL, defaultSettings } from "@/server/services/desks/default-settings";
import { decideFeedLatency, parseFeedLatency, withFeedLatency } from "@/server/services/replay/feed-latency";
import { parseLatencyTable } from "@/server/services/replay/latency-table";
import { replay } from "@/server/services/replay/replay";
import { defaultParams, getStrategy } from "@/server/strategies/registry";
import { type CliCommand, type CliInput, wholeNumber } from "./command";
import { openRecordedMarket, type RecordedMarket } from "./recorded-blocks";
import { replayJson } from "./replay-json";
import { replayTable } from "./replay-table";
import { openTapedMarket } from "./taped-market";

const DEFAULT_STRATEGY = "order-flow-imbalance";

export const replayCommand: CliCommand = {
  name: "replay",
  positionals: ["[<recording>]"],
  summary: "Runs a strategy on a recording exactly as a live desk would, and sums it up",
  options: {
    tape: { value: "<folder>", help: "instead of a recording: what a desk's run recorded, .data/tapes/<desk>/<run>" },
    strategy: { value: "<name>", help: `default ${DEFAULT_STRATEGY}; "none" only follows the market` },
    param: { value: "<name=value>", help: "a parameter of the strategy; may be repeated", isRepeatable: true },
    seed: { value: "<number>", help: "of latency draws; default 1" },
    queue: { value: "<model>", help: "riskAverse, log, power, power:<exponent> or touch; default power:1" },
    balance: { value: "<amount>", help: "opening balance in the settlement currency; default 10000, of BTC 1" },
    "latency-table": {
      value: "<csv>",
      help: "measured request, exchange and response times (µs or ns) instead of drawn latencies",
    },
    "feed-latency": {
      value: "<which>",
      help: "recorded, auto (1 ms if the recorder's clock was behind) or ms; default auto",
    },
    json: { value: null, help: "everything as JSON, the same bytes for the same input" },
  },
  notes: [
    "<recording> is a raw Binance recording (gzip lines `<local time> <message>`) or a folder of them: spot, USD-M or COIN-M.",
    "The digest covers every order, fill and balance: equal digests are equal runs.",
  ],
  run: async (input, { signal, say }) => {
    const market = await marketOf(input);
    const venueId = market.instruments[0]?.venueId ?? "recorded";
    const balance = input.text("balance");
    const defaults = defaultSettings({
      venueId,
      instruments: market.instruments,
      seed: wholeNumber(input, "seed", { default: 1, min: 0 }),
      strategies: strategiesOf(input),
    });
    const latencyTable = await latencyTableOf(input.text("latency-table"));
    const settings: DeskSettings = {
      ...defaults,
      execution: { ...defaults.execution, latencyTable },
      queueModel: queueModelOf(input.text("queue")),
      ...(balance === null ? {} : { openingBalanceAtoms: balanceOf(balance) }),
    };
    const startedAt = performance.now();
    const feed = await decideFeedLatency(market.blocks(), parseFeedLatency(input.text("feed-latency") ?? "auto"));
    const result = await replay({ blocks: withFeedLatency(market.blocks(), feed), settings, signal });
    const told = { market, settings, feed, result };
    if (!input.isOn("json")) return replayTable(told, (performance.now() - startedAt) / 1_000);
    for (const note of market.notes) say(note);
    return replayJson(told);
  },
};

function marketOf(input: CliInput): Promise<RecordedMarket> {
  const [recording] = input.positionals;
  const tape = input.text("tape");
  if (recording !== undefined && tape === null) return openRecordedMarket(recording);
  if (recording === undefined && tape !== null) return openTapedMarket(tape);
  throw new AppError("invalid", "replay needs <recording>; see npm run tapedeck -- replay --help");
}

/** @throws AppError not_found, or invalid that names line, rule and value */
async function latencyTableOf(file: string | null): Promise<readonly LatencyRow[] | null> {
  if (file === null) return null;
  try {
    return parseLatencyTable(await readFile(file, "utf8"));
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("not_found", `--latency-table: ${file} cannot be read`, { cause });
  }
}

function strategiesOf(input: CliInput): readonly StrategySettings[] {
  const name = input.text("strategy") ?? DEFAULT_STRATEGY;
  const given = input.all("param").map(readParam);
  if (name === "none") {
    if (given.length > 0) throw new AppError("invalid", "--param needs a strategy, was given with --strategy none");
    return [];
  }
  const params = { ...defaultParams(name), ...Object.fromEntries(given) };
  // Refused now, in its own words, rather than after the recording was opened.
  getStrategy(name).create(params);
  return [{ name, enabled: true, params }];
}

function readParam(text: string): readonly [string, number] {
  const [, name, value] = /^([A-Za-z]\w*)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new AppError("invalid", `--param must be name=number, was ${JSON.stringify(text)}`);
  }
  return [name, Number(value)];
}

/** DOMAIN 4: power(n) with n = 3 unless said. */
export function queueModelOf(text: string | null): QueueModelSettings {
  if (text === null) return DEFAULT_QUEUE_MODEL;
  if (text === "riskAverse" || text === "log" || text === "touch") return { kind: text };
  // As reports write it, or as is easier to type.
  const match = /^power(?::(\d+(?:\.\d+)?)|\((\d+(?:\.\d+)?)\))?$/.exec(text);
  if (!match) {
    throw new AppError("invalid", `--queue must be riskAverse, log, power, power:<exponent> or touch, was ${text}`);
  }
  return { kind: "power", exponent: Number(match[1] ?? match[2] ?? 3) };
}

function balanceOf(text: string): DeskSettings["openingBalanceAtoms"] {
  try {
    return parseAtoms(text);
  } catch (cause) {
    throw new AppError("invalid", `--balance: ${cause instanceof Error ? cause.message : text}`, { cause });
  }
}
