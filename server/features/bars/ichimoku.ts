import type { FeatureDefinition } from "@/server/features/feature";
import { AT_LEAST_0, AT_LEAST_MINUS_1, type BarFamily, SIGNED, UNBOUNDED } from "./bar-family";
import type { BarHistory } from "./bar-history";
import { definer } from "./define";
import { maxOf, minOf } from "./window";

const CONVERSION = 9;
const BASE = 26;
const SPAN = 52;
/** Bars that the spans are drawn ahead, and the lagging line behind. */
const SHIFT = 26;
const CLOUD_WARM = SPAN + SHIFT;

const define = definer({
  group: "trend",
  source: "Hosoda, Ichimoku Kinko Hyo, 1969; Elliott, Ichimoku Charts, 2007, ch. 3",
  inputs: ["high", "low", "close"],
});
const price = { unit: "price", range: AT_LEAST_0 } as const;
const ratio = { unit: "ratio", range: AT_LEAST_MINUS_1 } as const;

const lines: readonly FeatureDefinition[] = [
  define({
    ...price,
    name: "ichimoku_conversion",
    title: "Ichimoku conversion line",
    warmUp: CONVERSION,
    formula: "(highest high + lowest low) / 2 of 9",
  }),
  define({
    ...price,
    name: "ichimoku_base",
    title: "Ichimoku base line",
    warmUp: BASE,
    formula: "(highest high + lowest low) / 2 of 26",
  }),
  define({
    ...price,
    name: "ichimoku_span_a",
    title: "Ichimoku leading span A, under this bar",
    warmUp: BASE + SHIFT,
    formula: "(conversion + base) / 2 as of 26 bars ago",
  }),
  define({
    ...price,
    name: "ichimoku_span_b",
    title: "Ichimoku leading span B, under this bar",
    warmUp: CLOUD_WARM,
    formula: "(highest high + lowest low) / 2 of 52 as of 26 bars ago",
  }),
  define({
    ...price,
    name: "ichimoku_lagging",
    title: "Price over which the lagging line stands",
    warmUp: SHIFT + 1,
    inputs: ["close"],
    formula: "close[26]: the lagging line is this bar's close drawn 26 bars back, and is read against the price there",
  }),
];

const relations: readonly FeatureDefinition[] = [
  define({
    ...ratio,
    name: "close_to_ichimoku_conversion",
    title: "Close against conversion line",
    warmUp: CONVERSION,
    formula: "close / conversion - 1",
  }),
  define({
    ...ratio,
    name: "close_to_ichimoku_base",
    title: "Close against base line",
    warmUp: BASE,
    formula: "close / base - 1",
  }),
  define({
    ...ratio,
    name: "ichimoku_conversion_to_base",
    title: "Conversion against base line",
    warmUp: BASE,
    formula: "conversion / base - 1",
  }),
  define({
    ...ratio,
    name: "close_to_ichimoku_lagging",
    title: "Lagging line against price",
    warmUp: SHIFT + 1,
    inputs: ["close"],
    formula: "close / close[26] - 1",
  }),
  define({
    name: "ichimoku_cloud_width",
    title: "Ichimoku cloud width",
    unit: "ratio",
    range: UNBOUNDED,
    warmUp: CLOUD_WARM,
    formula: "(span_a - span_b) / close",
  }),
  define({
    name: "ichimoku_cloud_side",
    title: "Side of the cloud",
    unit: "sign",
    range: SIGNED,
    warmUp: CLOUD_WARM,
    formula: "1 with the close above both spans, -1 below both, 0 inside",
  }),
  define({
    name: "ichimoku_ahead_width",
    title: "Width of the cloud 26 bars ahead",
    unit: "ratio",
    range: UNBOUNDED,
    warmUp: SPAN,
    formula: "((conversion + base) / 2 - (highest high + lowest low) / 2 of 52) / close",
  }),
];

export const ichimoku: BarFamily = { kind: "window", definitions: [...lines, ...relations], create: () => update };

function update(history: BarHistory, out: Float64Array, at: number): void {
  const close = history.close(0);
  const conversion = middle(history, CONVERSION, 0);
  const base = middle(history, BASE, 0);
  const spanA = (middle(history, CONVERSION, SHIFT) + middle(history, BASE, SHIFT)) / 2;
  const spanB = middle(history, SPAN, SHIFT);
  const lagging = history.close(SHIFT);
  out[at] = conversion;
  out[at + 1] = base;
  out[at + 2] = spanA;
  out[at + 3] = spanB;
  out[at + 4] = lagging;
  out[at + 5] = close / conversion - 1;
  out[at + 6] = close / base - 1;
  out[at + 7] = conversion / base - 1;
  out[at + 8] = close / lagging - 1;
  out[at + 9] = (spanA - spanB) / close;
  out[at + 10] = close > Math.max(spanA, spanB) ? 1 : close < Math.min(spanA, spanB) ? -1 : 0;
  out[at + 11] = ((conversion + base) / 2 - middle(history, SPAN, 0)) / close;
}

const middle = ({ highs, lows, last }: BarHistory, n: number, ago: number): number =>
  (maxOf(highs, last - ago, n) + minOf(lows, last - ago, n)) / 2;
