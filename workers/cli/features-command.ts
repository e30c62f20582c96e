import { AppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import { FEATURE_SETS } from "@/server/features/sets/registry";
import { planBackfill } from "@/server/services/features/backfill-service";
import { runBackfill } from "@/server/services/features/run-backfill";
import { openHistory } from "@/workers/open-history";
import type { CliCommand, CliInput, CliTools } from "./command";
import { columns } from "./help";
import { withContainer } from "./open-services";

export const featuresCommand: CliCommand = {
  name: "features",
  positionals: ["<action>", "[instrument]"],
  summary: "Feature sets (list), rows of features (backfill), candles from the venue (history)",
  options: {
    set: { value: "<name>", help: "feature set of the backfill (default bars-5m)" },
    from: { value: "<date>", help: "how far back, e.g. 2025-01-31; all there is, or a year of history, when left out" },
  },
  notes: [
    "backfill computes rows from stored candles up to the newest final one; what is there and unchanged is left alone,",
    "so it may be stopped and run again. history brings 1m candles from the venue of a running Tapedeck.",
  ],
  run: async (input, tools) => {
    const [action, instrumentId] = input.positionals;
    if (action === "list") return listSets();
    if (action !== "backfill" && action !== "history") {
      throw new AppError("invalid", `features can list, backfill and fetch history; was asked to ${action}`);
    }
    if (instrumentId === undefined) throw new AppError("invalid", `features ${action} needs an instrument's id`);
    const setName = action === "history" ? null : (input.text("set") ?? "bars-5m");
    return fill({ instrumentId, setName, from: fromOf(input) }, tools);
  },
};

const listSets = (): string =>
  columns(
    FEATURE_SETS.map(({ name, version, grid, columns: all, hash }) => {
      const rows = grid.kind === "bar" ? `a row each ${grid.interval}` : "a row each second";
      return [name, `version ${version}, ${all.length} columns, ${rows}, ${hash.slice(0, 12)}`] as const;
    }),
  ).join("\n");

function fromOf(input: CliInput) {
  const text = input.text("from");
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new AppError("invalid", `--from must be a date like 2025-01-31, was ${text}`);
  return micros(at * 1_000);
}

type Filling = Parameters<typeof planBackfill>[1];

/** Here and now, and not as a job: whoever asks on the command line waits for it. */
function fill(request: Filling, { signal, say }: CliTools): Promise<string> {
  return withContainer(async (container, log) => {
    const { stores, clock } = container;
    const backfill = await planBackfill({ instruments: stores.instruments, clock }, request);
    await stores.featureStore.saveBackfill(backfill);
    const ended = await runBackfill(
      {
        features: stores.featureStore,
        bars: stores.bars,
        clock,
        signal,
        say,
        fetchHistory: (of, note) => openHistory(container, { backfill: of, note, signal, log }),
      },
      backfill.id,
    );
    return ended?.text ?? "";
  });
}
