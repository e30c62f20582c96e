/**
 * Fills the feature store for one instrument and set, up to the newest final candle. It reads the bars twice: once to
 * see which days' candles changed, once to compute from the first such day on. So it may be stopped anywhere and run
 * again, and a second run writes nothing.
 */
import { AppError } from "@/server/domain/errors";
import type { FeatureSet } from "@/server/features/sets/feature-set";
import { historyMicrosOf } from "@/server/features/sets/registry";
import { createBarRowStream } from "@/server/features/sets/row-stream";
import type { BarStore, StoredBar } from "@/server/ports/bar-store";
import type { FeatureChunk, FeatureStore } from "@/server/ports/feature-store";
import { barSpans, dayOf, type Reading } from "./bar-spans";
import { DayHashes } from "./lineage";

/** Of the work, to look at the candles. */
const LOOKING_SHARE = 0.1;

export type BackfillOrder = Readonly<{
  instrumentId: string;
  set: FeatureSet;
  /** First moment of interest, µs; null takes all there is. */
  from: number | null;
}>;

export type BackfillDeps = Readonly<{
  bars: Pick<BarStore, "extentOf" | "readBars">;
  features: Pick<FeatureStore, "saveSet" | "saveChunk" | "listDays">;
  signal: AbortSignal;
  /** At most once a day of rows. */
  onProgress: (share: number, text: string, toAt: number) => Promise<void>;
}>;

export type BackfillResult = Readonly<{ days: number; rows: number; to: number; text: string }>;

/** @throws AppError not_found without bars of the set's width; invalid for a set on another grid; the signal's reason */
export async function backfillFeatures(deps: BackfillDeps, order: BackfillOrder): Promise<BackfillResult> {
  const { set, instrumentId } = order;
  if (set.grid.kind !== "bar") {
    throw new AppError(
      "invalid",
      `${set.name} is made of books and trades: it is computed from tapes, not from candles`,
    );
  }
  const { interval } = set.grid;
  const extent = await deps.bars.extentOf(instrumentId, interval);
  if (!extent) {
    throw new AppError("not_found", `${instrumentId} has no final ${interval} candles yet: get history or import some`);
  }
  const history = historyMicrosOf(set);
  const wanted = dayOf(Math.max(extent.from, order.from ?? extent.from));
  const reading = { instrumentId, interval, from: Math.max(extent.from, dayOf(wanted - history)), to: extent.to };
  const lineages = await lineagesOf(deps, { reading, set, wanted });
  const stored = new Map((await deps.features.listDays(instrumentId, set.hash)).map((day) => [day.dayAt, day.lineage]));
  const changed = new Map([...lineages].filter(([day, lineage]) => stored.get(day) !== lineage));
  const first = Math.min(...changed.keys());
  if (!Number.isFinite(first)) {
    const text = `Nothing to do: ${lineages.size} days were there already`;
    return { days: 0, rows: 0, to: extent.to, text };
  }
  await deps.features.saveSet({ hash: set.hash, name: set.name, version: set.version, definition: set });
  const from = Math.max(extent.from, first - history);
  const rows = await computeDays(deps, { set, reading: { ...reading, from }, changed });
  return { days: changed.size, rows, to: extent.to, text: `${rows.toLocaleString("en")} rows in ${changed.size} days` };
}

type Looking = Readonly<{ reading: Reading; set: FeatureSet; wanted: number }>;

/** Of each wanted day that has bars. */
async function lineagesOf(deps: BackfillDeps, { reading, set, wanted }: Looking): Promise<ReadonlyMap<number, string>> {
  const hashes = new DayHashes();
  for await (const bars of barSpans(deps.bars, reading, deps.signal)) {
    hashes.add(bars);
    const last = bars.at(-1)?.openAt ?? reading.from;
    const share = (LOOKING_SHARE * (last - reading.from)) / (reading.to - reading.from);
    await deps.onProgress(share, "Looking for candles that are new or changed", last);
  }
  const history = historyMicrosOf(set);
  return new Map(
    hashes
      .days()
      .filter((day) => day >= wanted)
      .map((day) => [day, hashes.lineageOf(day, set.hash, history)]),
  );
}

type Computing = Readonly<{ set: FeatureSet; reading: Reading; changed: ReadonlyMap<number, string> }>;

async function computeDays(deps: BackfillDeps, { set, reading, changed }: Computing): Promise<number> {
  const stream = createBarRowStream(set);
  const total = changed.size;
  let days = 0;
  let rows = 0;
  let draft: StoredBar[] = [];
  const take = async (): Promise<void> => {
    const day = dayOf(draft[0]?.openAt ?? 0);
    const lineage = changed.get(day);
    const chunk = rowsOfDay(stream, draft, set.columns.length);
    draft = [];
    if (lineage === undefined) return;
    await deps.features.saveChunk({
      instrumentId: reading.instrumentId,
      setHash: set.hash,
      dayAt: day,
      ...chunk,
      lineage,
    });
    days += 1;
    rows += chunk.times.length;
    const share = LOOKING_SHARE + ((1 - LOOKING_SHARE) * days) / total;
    deps.signal.throwIfAborted();
    await deps.onProgress(share, `${days} of ${total} days`, chunk.times.at(-1) ?? day);
  };
  for await (const bars of barSpans(deps.bars, reading, deps.signal)) {
    for (const bar of bars) {
      const last = draft.at(-1);
      if (last && dayOf(last.openAt) !== dayOf(bar.openAt)) await take();
      draft.push(bar);
    }
  }
  if (draft.length > 0) await take();
  return rows;
}

function rowsOfDay(
  stream: ReturnType<typeof createBarRowStream>,
  bars: readonly StoredBar[],
  width: number,
): Pick<FeatureChunk, "times" | "values"> {
  const times = new Float64Array(bars.length);
  const values = new Float32Array(bars.length * width);
  for (const [i, bar] of bars.entries()) {
    stream.push(bar);
    times[i] = stream.at();
    values.set(stream.row, i * width);
  }
  return { times, values };
}
