/** The stretch of a desk's life that its performance is reckoned over. Market time, whole minutes, UTC. */
import { AppError } from "./errors";
import { MICROS_PER_MINUTE, type Micros, micros } from "./micros";

export const WINDOW_PRESETS = ["today", "7d", "30d", "month", "all"] as const;
export type WindowPreset = (typeof WINDOW_PRESETS)[number];

export type WindowRequest = Readonly<{ preset: WindowPreset }> | Readonly<{ from: Micros; to: Micros }>;
export type WindowSpan = Readonly<{ from: Micros; to: Micros }>;

const DAY_MICROS = 86_400_000_000;
const YEARS_MAX = 10;

/**
 * What is asked for, within what there is: presets end with the last sample.
 *
 * @param life first and last sample of the desk
 * @throws AppError invalid when the ends are no whole minutes, or stand the wrong way round; limit_exceeded when it is
 *         too long; not_found when the desk has no equity in it
 */
export function resolveWindow(request: WindowRequest, life: WindowSpan): WindowSpan {
  if ("preset" in request) return { from: micros(Math.max(startOf(request.preset, life.to), life.from)), to: life.to };
  const { from, to } = request;
  for (const at of [from, to])
    if (at % MICROS_PER_MINUTE !== 0)
      throw new AppError("invalid", `A window begins and ends at whole minutes, was ${at}`);
  if (from >= to) throw new AppError("invalid", "The window ends before it begins: choose a later end");
  if (to - from > YEARS_MAX * 366 * DAY_MICROS)
    throw new AppError("limit_exceeded", `A window may cover at most ${YEARS_MAX} years`);
  if (to <= life.from || from > life.to)
    throw new AppError("not_found", "The desk has no equity in this window: it was not running then", {
      facts: { from: life.from, to: life.to },
    });
  return { from: micros(Math.max(from, life.from)), to: micros(Math.min(to, life.to)) };
}

function startOf(preset: WindowPreset, now: Micros): number {
  const day = Math.floor(now / DAY_MICROS) * DAY_MICROS;
  if (preset === "today") return day;
  if (preset === "month") return monthStart(now);
  // Whole minutes, so that the same view asks the same for a minute.
  const minute = Math.floor(now / MICROS_PER_MINUTE) * MICROS_PER_MINUTE;
  return preset === "all" ? 0 : Math.max(minute - (preset === "7d" ? 7 : 30) * DAY_MICROS, 0);
}

/**
 * Midnight of the first of the month (Hinnant, "chrono-compatible low-level date algorithms", civil_from_days: years
 * begin in March, so that a leap day is the last of its year). There is no `Date` in the domain.
 */
function monthStart(now: Micros): number {
  const days = Math.floor(now / DAY_MICROS) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const dayOfMonth = ofYear - Math.floor((153 * month + 2) / 5);
  return (Math.floor(now / DAY_MICROS) - dayOfMonth) * DAY_MICROS;
}
