/** Where the bar's end stands in the day and in the week, UTC, on a circle so that midnight is next to midnight. */
import type { FeatureDefinition } from "@/server/features/feature";
import { type BarFamily, SIGNED } from "./bar-family";
import type { BarHistory } from "./bar-history";

const DAY = 86_400_000_000;
const WEEK = 7 * DAY;
/** The epoch was a Thursday; weeks begin on Monday. */
const MONDAY = 4 * DAY;

const define = (name: string, title: string, formula: string): FeatureDefinition => ({
  name,
  title,
  formula,
  group: "time",
  unit: "share",
  range: SIGNED,
  warmUp: 1,
  version: 1,
  source: "Bishop, Neural Networks for Pattern Recognition, 1995, section 8.3 (periodic variables)",
  inputs: ["time"],
});

export const calendar: BarFamily = {
  kind: "window",
  definitions: [
    define("time_of_day_sin", "Time of day (sine)", "sin(2 pi t / day), t from 00:00 UTC to the bar's end"),
    define("time_of_day_cos", "Time of day (cosine)", "cos(2 pi t / day), t from 00:00 UTC to the bar's end"),
    define("day_of_week_sin", "Time of week (sine)", "sin(2 pi t / week), t from Monday 00:00 UTC to the bar's end"),
    define("day_of_week_cos", "Time of week (cosine)", "cos(2 pi t / week), t from Monday 00:00 UTC to the bar's end"),
  ],
  create: () => update,
};

function update(history: BarHistory, out: Float64Array, at: number): void {
  const end = history.openAt + history.intervalMicros;
  const ofDay = (2 * Math.PI * (end % DAY)) / DAY;
  const ofWeek = (2 * Math.PI * ((end - MONDAY) % WEEK)) / WEEK;
  out[at] = Math.sin(ofDay);
  out[at + 1] = Math.cos(ofDay);
  out[at + 2] = Math.sin(ofWeek);
  out[at + 3] = Math.cos(ofWeek);
}
