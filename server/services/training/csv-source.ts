import { intervalMicros } from "@/server/domain/candle";
import { AppError } from "@/server/domain/errors";
import type { Bar } from "@/server/features/bars/bar";
import { coarserBars } from "./coarser-bars";
import type { InstrumentHistory, TrainingSource } from "./training-source";

const DAY = 86_400_000_000;

/** Histories that were read from files; as in the database, the newest days are never shown. @param quarantineDays at least 1 */
export function csvSource(histories: readonly InstrumentHistory[], quarantineDays: number): TrainingSource {
  return {
    load: ({ interval }) => {
      const to = intervalMicros(interval);
      const end = Math.max(...histories.map(({ bars }) => bars.at(-1)?.openAt ?? 0));
      const quarantineFrom = end - quarantineDays * DAY;
      const instruments = histories.map((history) => {
        const from = gridOf(history.bars);
        if (from > to || to % from !== 0)
          throw new AppError(
            "invalid",
            `${history.spec.symbol}: candles of ${from / 60e6} minutes make no bars of ${interval}`,
          );
        const bars = coarserBars(history.bars, { from, to }).filter(({ openAt }) => openAt + to <= quarantineFrom);
        return { ...history, bars };
      });
      const until = new Date(quarantineFrom / 1_000).toISOString().slice(0, 10);
      const quarantineText = `The newest ${quarantineDays} days of the files were not looked at: what was seen ended on ${until}.`;
      return Promise.resolve({ instruments, quarantineFrom, quarantineText });
    },
  };
}

/** The commonest step between two candles, µs. */
function gridOf(bars: readonly Bar[]): number {
  const steps = new Map<number, number>();
  bars.forEach((bar, i) => {
    const step = bar.openAt - (bars[i - 1]?.openAt ?? bar.openAt);
    if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1);
  });
  return [...steps].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
