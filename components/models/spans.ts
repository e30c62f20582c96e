/** Instants and ages of models as people read them. Pure: the present comes in. */
import { toDuration, toIsoMicros } from "@/components/ui/time-format";

/** `2026-11-21`. */
export const toDay = (atMicros: number): string => toIsoMicros(atMicros).slice(0, 10);

/** `2026-11-21 02:00`. */
export const toMinute = (atMicros: number): string => toIsoMicros(atMicros).slice(0, 16).replace("T", " ");

/** `3 d 4 h ago`, `in 20 min`, `now`. */
export function agoText(atMicros: number, nowMicros: number): string {
  const span = nowMicros - atMicros;
  if (Math.abs(span) < 1e6) return "now";
  return span > 0 ? `${toDuration(span)} ago` : `in ${toDuration(-span)}`;
}
