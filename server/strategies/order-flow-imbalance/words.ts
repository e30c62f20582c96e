/** The sentences of the strategy: what it saw and what it does. */
import type { Readings } from "./readings";

/** With its sign, a real minus, and no "-0.0". */
export function signed(value: number, decimals = 1): string {
  if (Number.isNaN(value)) return "unknown";
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** e.g. "order flow +1.2 touch depths in 1 s and +3.4 in 10 s, 64 % of the near book on the bid" */
export const readingsText = (readings: Readings): string =>
  `order flow ${signed(readings.fastFlow)} touch depths in 1 s and ${signed(readings.slowFlow)} in 10 s, ` +
  `${bidShareText(readings)} of the near book on the bid`;

const bidShareText = ({ imbalance }: Readings): string =>
  Number.isNaN(imbalance) ? "an unknown share" : `${Math.round(50 * (1 + imbalance))} %`;
