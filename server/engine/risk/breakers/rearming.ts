import type { Rearm } from "@/server/domain/risk/risk-settings";

const DAY_MICROS = 86_400_000_000;

/** When a breaker that was opened (or kept open) at `from` may arm itself, µs; null: only by hand. */
export function rearmAt(setting: Rearm, from: number): number | null {
  if (setting.kind === "by_hand") return null;
  if (setting.kind === "after") return from + setting.micros;
  return (Math.floor(from / DAY_MICROS) + 1) * DAY_MICROS;
}
