/**
 * Makes partitions before they are written to, whatever the time: history, or a recording's day
 * years ago. What was seen to exist is remembered by UTC day, the finest width in use.
 */
import type { Query } from "./pool";
import { sqlState } from "./pool";

export type TimeTable = "candle" | "trade_tick" | "book_snapshot" | "portfolio_state";

export type Partitions = Readonly<{
  /**
   * Runs `write` once all of `times` (µs) have their partition; once more should retention have
   * dropped one that was remembered.
   */
  writing: <T>(table: TimeTable, times: readonly number[], write: () => Promise<T>) => Promise<T>;
}>;

const DAY_MICROS = 86_400_000_000;
const DAYS_REMEMBERED_MAX = 20_000;
/** "no partition of relation found for row" is a check violation without a constraint. */
const CHECK_VIOLATION = "23514";

const isMissingPartition = (error: unknown): boolean =>
  sqlState(error) === CHECK_VIOLATION && error instanceof Error && error.message.includes("no partition");

export function createPartitions(query: Query): Partitions {
  const seen = new Map<TimeTable, Set<number>>();

  async function ensure(table: TimeTable, times: readonly number[]): Promise<void> {
    const known = seen.get(table) ?? new Set<number>();
    const days = new Set(times.map((at) => Math.floor(at / DAY_MICROS)));
    const missing = [...days].filter((day) => !known.has(day));
    if (missing.length === 0) return;
    const starts = missing.map((day) => day * DAY_MICROS);
    await query(
      "SELECT tapedeck_ensure_partitions($1, (SELECT array_agg(tapedeck_time(at)) FROM unnest($2::bigint[]) AS at))",
      [table, starts],
    );
    if (known.size > DAYS_REMEMBERED_MAX) known.clear();
    for (const day of missing) known.add(day);
    seen.set(table, known);
  }

  return {
    async writing(table, times, write) {
      await ensure(table, times);
      try {
        return await write();
      } catch (error) {
        if (!isMissingPartition(error)) throw error;
        seen.delete(table);
        await ensure(table, times);
        return write();
      }
    },
  };
}
