import { SIDE } from "@/server/domain/market-block";
import { depthImbalance } from "@/server/features/depth-imbalance";
import { micropriceDeviationBps, spreadBps } from "@/server/features/touch";
import { DEPTH_WINDOWS, DEPTHS, FLOW_LEVELS, FLOW_WINDOWS, type GridBook, SQUARE_WINDOWS } from "./grid-book";
import { bps, type GridFeature, ofBook } from "./grid-feature";

type BookFeature = GridFeature<GridBook>;

const CONT = 'Cont, Kukanov & Stoikov, "The Price Impact of Order Book Events", J. Financial Econometrics 12(1), 2014';
const XU = 'Xu, Gould & Howison, "Multi-Level Order-Flow Imbalance in a Limit Order Book", 2018';
const IMBALANCE_LEVELS = [1, 5, 10, 20] as const;
const MEAN_MINUTE = 0;
const MEAN_FIVE_MINUTES = 1;

const spread: BookFeature = {
  definition: ofBook({
    name: "spread_bps",
    title: "Spread",
    unit: "bps",
    range: [0, null],
    seconds: 1,
    formula: "1e4 (ask − bid) / mid",
    source: "quoted spread",
  }),
  value: (book) => spreadBps(book.touch()) ?? Number.NaN,
};

const spreadToDepth: BookFeature = {
  definition: ofBook({
    name: "spread_to_depth",
    title: "Spread against depth",
    unit: "bps",
    range: [0, null],
    seconds: 300,
    formula: "spread_bps / depth_ratio_5: wide and thin at once is dear",
    source: "quoted spread over relative depth of five levels",
  }),
  value: (book, second) => {
    const ratio = book.displayed(5) / book.meanDepth(1, MEAN_FIVE_MINUTES, second);
    return (spreadBps(book.touch()) ?? Number.NaN) / ratio;
  },
};

const microprice: BookFeature = {
  definition: ofBook({
    name: "microprice_bps",
    title: "Microprice deviation",
    unit: "bps",
    range: [null, null],
    seconds: 1,
    formula: "1e4 (microprice − mid) / mid; microprice = (ask × bid size + bid × ask size) / (bid size + ask size)",
    source: 'Stoikov, "The micro-price", Quantitative Finance 18(12), 2018, section 2 (weighted mid)',
  }),
  value: (book) => micropriceDeviationBps(book.touch()) ?? Number.NaN,
};

const imbalance = (levels: number): BookFeature => ({
  definition: ofBook({
    name: `imbalance_${levels}`,
    title: `Queue imbalance, ${levels} ${levels === 1 ? "level" : "levels"}`,
    unit: "share",
    range: [-1, 1],
    seconds: 1,
    formula: `(bids − asks) / (bids + asks), lots of the first ${levels}`,
    source: 'Gould & Bonart, "Queue Imbalance as a One-Tick-Ahead Price Predictor in a Limit Order Book", 2016',
  }),
  value: ({ ladder }) => depthImbalance(ladder.depth(SIDE.bid, levels), ladder.depth(SIDE.ask, levels)) ?? Number.NaN,
});

const depthRatio = (k: number): BookFeature => ({
  definition: ofBook({
    name: `depth_ratio_${DEPTHS[k]}`,
    title: `Depth against its mean, ${DEPTHS[k]} ${k === 0 ? "level" : "levels"}`,
    unit: "ratio",
    range: [0, null],
    seconds: 300,
    formula: "displayed lots of both sides / their mean as the last 300 seconds ended",
    source: "relative depth",
  }),
  value: (book, second) => book.displayed(DEPTHS[k] ?? 0) / book.meanDepth(k, MEAN_FIVE_MINUTES, second),
});

const flow = (w: number): BookFeature => ({
  definition: ofBook({
    name: `ofi_${FLOW_WINDOWS[w]}s`,
    title: `Order-flow imbalance, ${FLOW_WINDOWS[w]} s`,
    unit: "ratio",
    range: [null, null],
    seconds: DEPTH_WINDOWS[MEAN_MINUTE],
    formula:
      "sum of 1{b ≥ b'} qb − 1{b ≤ b'} qb' − 1{a ≤ a'} qa + 1{a ≥ a'} qa' over the messages of the window, in mean lots a side at the touch (60 s)",
    source: CONT,
  }),
  value: (book, second) => (2 * (book.flows[0]?.sum(w, second) ?? Number.NaN)) / book.meanDepth(0, MEAN_MINUTE, second),
});

/** Beyond the touch the same rule at each level's rank; ten seconds. */
const levelFlow = (level: number): BookFeature => ({
  definition: ofBook({
    name: `ofi_l${level + 1}_10s`,
    title: `Order-flow imbalance at level ${level + 1}, 10 s`,
    unit: "ratio",
    range: [null, null],
    seconds: DEPTH_WINDOWS[MEAN_MINUTE],
    formula: "the rule of ofi_10s at the k-th best prices, in mean lots a side and level of the first five (60 s)",
    source: XU,
  }),
  value: (book, second) =>
    (2 * FLOW_LEVELS * (book.flows[level]?.sum(1, second) ?? Number.NaN)) / book.meanDepth(1, MEAN_MINUTE, second),
});

const midReturn = (w: number): BookFeature => ({
  definition: ofBook({
    name: `mid_return_${FLOW_WINDOWS[w]}s`,
    title: `Return of the mid, ${FLOW_WINDOWS[w]} s`,
    unit: "bps",
    range: [null, null],
    seconds: FLOW_WINDOWS[w] ?? 1,
    formula: "1e4 (mid − mid before) / mid before",
    source: "simple return",
  }),
  value: (book, second) => {
    const change = book.changes.sum(w, second);
    return bps(change, book.mid - change);
  },
});

const volatility = (w: number): BookFeature => ({
  definition: ofBook({
    name: `mid_volatility_${SQUARE_WINDOWS[w]}s`,
    title: `Realised volatility of the mid, ${SQUARE_WINDOWS[w]} s`,
    unit: "bps",
    range: [0, null],
    seconds: SQUARE_WINDOWS[w] ?? 1,
    formula: "root of the summed squared changes of the mid, message by message, in bps of the mid",
    source: 'Andersen & Bollerslev, "Answering the Skeptics", Int. Economic Review 39(4), 1998',
  }),
  value: (book, second) => bps(Math.sqrt(book.squares.sum(w, second)), book.mid),
});

export const BOOK_FEATURES: readonly BookFeature[] = [
  spread,
  spreadToDepth,
  microprice,
  ...IMBALANCE_LEVELS.map(imbalance),
  ...DEPTHS.map((_, k) => depthRatio(k)),
  ...FLOW_WINDOWS.map((_, w) => flow(w)),
  ...Array.from({ length: FLOW_LEVELS }, (_, level) => levelFlow(level)),
  ...FLOW_WINDOWS.map((_, w) => midReturn(w)),
  ...SQUARE_WINDOWS.map((_, w) => volatility(w)),
];
