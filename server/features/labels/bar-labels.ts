/** Labels of bars, for training and for the scoring of live predictions alike. */
import type { LabelSpec } from "@/server/domain/models/label";
import type { Bar } from "@/server/features/bars/bar";
import type { Labels } from "./label-series";
import { labelsOf } from "./labels-of";

/** So many missing bars in a row are quiet ones; more are a gap (as the row stream and live bars have it). */
const QUIET_BARS_MAX = 10;

/** The bars with quiet ones filled in: flat at the last close, without volume. */
export function withQuietBars(bars: readonly Bar[], gridMicros: number): Bar[] {
  const filled: Bar[] = [];
  for (const bar of bars) {
    const last = filled.at(-1);
    const missing = last ? (bar.openAt - last.openAt) / gridMicros - 1 : 0;
    for (let i = 1; last && i <= missing && missing <= QUIET_BARS_MAX; i++) {
      const { close } = last;
      filled.push({ openAt: last.openAt + i * gridMicros, open: close, high: close, low: close, close, volume: 0 });
    }
    filled.push(bar);
  }
  return filled;
}

/** @param bars with quiet ones filled in; a label stands at each bar's end */
export function labelsOfBars(label: LabelSpec, bars: readonly Bar[], gridMicros: number): Labels {
  return labelsOf(label, {
    at: Float64Array.from(bars, ({ openAt }) => openAt + gridMicros),
    price: Float64Array.from(bars, ({ close }) => close),
    range: { high: Float64Array.from(bars, ({ high }) => high), low: Float64Array.from(bars, ({ low }) => low) },
    halfSpread: null,
    gapMicros: gridMicros * (QUIET_BARS_MAX + 1),
  });
}
