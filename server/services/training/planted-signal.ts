/**
 * A signal that is known to be there: whether anything would be found at all. Closes are bent back a little against
 * what the last bars did, which features of returns can see; against and not along, for a price that runs away would be
 * another market in the test window than in the training.
 */
import type { InstrumentHistory } from "./training-source";

/** Bars whose return is turned back. */
const LOOK_BACK = 3;
/** Of the typical bar's move, what is added to each bar the other way. */
const STRENGTH = 0.5;

export function plantSignal(history: InstrumentHistory): InstrumentHistory {
  const { bars } = history;
  const moves = bars.map((bar, i) => bar.close / (bars[i - 1]?.close ?? bar.close) - 1);
  const typical = moves.reduce((sum, move) => sum + Math.abs(move), 0) / Math.max(moves.length, 1);
  let bent = bars[0]?.close ?? 0;
  const closes: number[] = [];
  const planted = bars.map((bar, i) => {
    const before = closes[i - 1] ?? bar.open;
    const way = -Math.sign(before - (closes[i - 1 - LOOK_BACK] ?? before));
    bent = Math.max(1, Math.round((closes[i - 1] ?? bar.close) * (1 + (moves[i] ?? 0) + way * STRENGTH * typical)));
    closes.push(bent);
    const [high, low] = [Math.max(bent, before), Math.min(bent, before)];
    return {
      ...bar,
      open: before,
      close: bent,
      high: Math.max(high, Math.round((bar.high / bar.close) * bent)),
      low: Math.max(1, Math.min(low, Math.round((bar.low / bar.close) * bent))),
    };
  });
  return { ...history, bars: planted };
}
