/** History out of the quarantined views: the venue's minutes, and what was imported where there are none. */
import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { Bar } from "@/server/features/bars/bar";
import type { SeenInstrument, TrainingViews } from "@/server/ports/training-views";
import { coarserBars } from "./coarser-bars";
import type { InstrumentHistory, TrainingSource } from "./training-source";

/** @param seesUntil where an earlier start of the run ended, so that it sees the same again; null at first */
export function viewSource(views: TrainingViews, seesUntil: number | null): TrainingSource {
  return {
    async load({ instrumentIds, interval }) {
      const width = intervalMicros(interval);
      const seen = await views.instruments(instrumentIds);
      const missing = instrumentIds.find((id) => !seen.some(({ spec }) => spec.id === id));
      if (missing !== undefined) throw new AppError("not_found", `There is no instrument ${missing}`);
      const empty = seen.find(({ endsAt }) => endsAt === null);
      if (empty)
        throw new AppError(
          "not_found",
          `There is no history of ${empty.spec.id}: import candles, or let the market run`,
        );
      const quarantineFrom = seesUntil ?? Math.min(...seen.map(({ endsAt }) => endsAt ?? 0));
      const instruments: InstrumentHistory[] = [];
      for (const { spec } of seen) {
        const bars = await barsOf(views, spec.id, width);
        const kept = bars.filter(({ openAt }) => openAt + width <= quarantineFrom);
        if (kept.length === 0) throw new AppError("not_found", nothingSeen(spec.id, seen));
        instruments.push({ spec, bars: kept, funding: [] });
      }
      return { instruments, quarantineFrom, quarantineText: quarantineText(seen, quarantineFrom) };
    },
  };
}

/** Narrower bars are preferred where there are both: they are the venue's own. */
async function barsOf(views: TrainingViews, instrumentId: string, width: number): Promise<Bar[]> {
  const bars = new Map<number, Bar>();
  for (const own of await views.widths(instrumentId)) {
    if (own > width || width % own !== 0) continue;
    for (const bar of coarserBars(await views.bars(instrumentId, own), { from: own, to: width }))
      if (!bars.has(bar.openAt)) bars.set(bar.openAt, bar);
  }
  return [...bars.values()].toSorted((a, b) => a.openAt - b.openAt);
}

function nothingSeen(id: string, seen: readonly SeenInstrument[]): string {
  const days = seen.find(({ spec }) => spec.id === id)?.days ?? 0;
  return `Nothing of ${id} may be seen: all of its history lies within the quarantine of ${days} days`;
}

function quarantineText(seen: readonly SeenInstrument[], from: number): string {
  const [first] = seen;
  const ago = first?.basis === "now" ? "before now" : "before the end of the data";
  const until = new Date(from / 1_000).toISOString().slice(0, 16).replace("T", " ");
  return `This run saw nothing after ${until} UTC, ${first?.days ?? 0} days ${ago}, and no order, fill or position of any desk.`;
}
