/** The window of the Performance page as the server takes it, and in words. */
import { toDateTime } from "@/components/ui/time-format";
import { MICROS_PER_MINUTE, micros } from "@/server/domain/micros";
import type { WindowPreset, WindowRequest } from "@/server/domain/performance-window";

export const GROUPS = ["strategy", "instrument", "hour", "day"] as const;
export type Group = (typeof GROUPS)[number];

export type WindowParams = Readonly<{ window: WindowPreset | "custom"; from: string; to: string; by: Group }>;

export const PRESET_WORDS: Readonly<Record<WindowPreset, string>> = {
  today: "Today",
  "7d": "7 days",
  "30d": "30 days",
  month: "This month",
  all: "All",
};

/** The request, or why the two ends make none. */
export function toWindowRequest(
  params: Pick<WindowParams, "window" | "from" | "to">,
): Readonly<{ request: WindowRequest; problem: null }> | Readonly<{ request: null; problem: string }> {
  if (params.window !== "custom") return { request: { preset: params.window }, problem: null };
  const [from, to] = [parseMinute(params.from), parseMinute(params.to)];
  if (from === null)
    return { request: null, problem: `The start must be a UTC time like 2026-11-21 10:00, was "${params.from}"` };
  if (to === null)
    return { request: null, problem: `The end must be a UTC time like 2026-11-21 10:00, was "${params.to}"` };
  if (from >= to) return { request: null, problem: "The end must be later than the start" };
  return { request: { from: micros(from), to: micros(to) }, problem: null };
}

const MINUTE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})$/;

/** "2026-11-21T10:00" or with a space, UTC; null when it is no such instant. */
export function parseMinute(text: string): number | null {
  const match = MINUTE.exec(text.trim());
  if (!match) return null;
  const at = Date.parse(`${match[1]}T${match[2]}:00Z`) * 1_000;
  // A 31st of February is read as a day of March.
  return Number.isFinite(at) && at >= 0 && toMinuteText(at) === `${match[1]} ${match[2]}` ? at : null;
}

/** `2026-11-21 10:00` */
export const toMinuteText = (atMicros: number): string => toDateTime(atMicros).slice(0, 16);

/** Query of the CSV exports and of the report. */
export function windowQuery(
  deskId: string,
  params: WindowParams,
  extra: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ deskId, window: params.window });
  const { request } = toWindowRequest(params);
  if (request !== null && "from" in request) {
    query.set("from", String(request.from));
    query.set("to", String(request.to));
  }
  for (const [name, value] of Object.entries(extra)) query.set(name, value);
  return query.toString();
}

const DAY_MICROS = 1_440 * MICROS_PER_MINUTE;

/** A window that ends with the present is read anew; the longer it is, the less a few seconds change. */
export function refreshMillis(params: WindowParams, spanMicros: number | null): number | false {
  if (params.window === "custom") return false;
  if (spanMicros === null || spanMicros < 3 * DAY_MICROS) return 4_000;
  return spanMicros < 60 * DAY_MICROS ? 15_000 : 60_000;
}
