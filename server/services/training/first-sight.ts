/**
 * A run that is taken up again sees what it saw at first. Where it ended is the quarantine's to say; where it began is
 * kept with the work, since history still comes in at the old end: other rows would make every finished fit worthless
 * and the ledger's trials those of another sample.
 */
import type { WorkStore } from "./training";
import type { InstrumentHistory } from "./training-source";

const KEY = "first-bars";

export function asAtFirst(work: WorkStore, histories: readonly InstrumentHistory[]): readonly InstrumentHistory[] {
  const kept = work.load(KEY);
  if (!kept) {
    const starts = histories.map(({ spec, bars }) => [spec.id, bars[0]?.openAt ?? 0]);
    work.save(KEY, Buffer.from(JSON.stringify(Object.fromEntries(starts))));
    return histories;
  }
  const starts = JSON.parse(Buffer.from(kept).toString("utf8")) as Readonly<Record<string, number>>;
  return histories.map((history) => {
    const start = starts[history.spec.id] ?? 0;
    return { ...history, bars: history.bars.filter(({ openAt }) => openAt >= start) };
  });
}
