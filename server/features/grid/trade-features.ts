import type { FeatureDefinition } from "@/server/features/feature";
import type { GridBook } from "./grid-book";
import { bps, type GridFeature, ofBook, ofTrades } from "./grid-feature";
import { type GridFlow, TRADE_WINDOWS } from "./grid-flow";
import { BAR_SECONDS, type GridImpact, IMPACT_BARS } from "./grid-impact";
import { OTHER_SECONDS, type OtherVenues } from "./other-venues";
import { COST_HORIZONS, COST_WINDOWS, REALISED, type TradeCosts } from "./trade-costs";

/** All that the second grid knows of an instrument. */
export type GridParts = Readonly<{
  book: GridBook;
  flow: GridFlow;
  impact: GridImpact;
  costs: TradeCosts;
  others: OtherVenues;
  /** Quote units of a tick. */
  tick: number;
}>;

type TradeFeature = GridFeature<GridParts>;

const VPIN_SOURCE =
  'Easley, Lopez de Prado & O\'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", RFS 25(5), 2012; buckets cut backwards from now';
const HASBROUCK =
  'Kyle, "Continuous Auctions and Insider Trading", Econometrica 53(6), 1985; Hasbrouck, "Trading Costs and Returns for U.S. Equities", J. Finance 64(3), 2009';
const IMPACT_SECONDS = (IMPACT_BARS + 1) * BAR_SECONDS;
const DAY_SECONDS = 86_400;

const flowImbalance = (seconds: number, w: number): TradeFeature => ({
  definition: ofTrades({
    name: `trade_flow_${seconds}s`,
    title: `Trade-flow imbalance, ${seconds} s`,
    unit: "share",
    range: [-1, 1],
    seconds,
    formula: "(bought − sold) / (bought + sold), lots by the aggressor that the venue names; 0 when nothing traded",
    source: "signed volume",
  }),
  value: ({ flow }, second) => flow.imbalance(w, second),
});

const vwapDeviation = (seconds: number): TradeFeature => ({
  definition: ofTrades({
    name: `vwap_deviation_${seconds / 60}m`,
    title: `Mid against VWAP, ${seconds / 60} min`,
    unit: "bps",
    range: [null, null],
    seconds,
    formula: "1e4 (mid − VWAP) / VWAP; missing when nothing traded",
    source: "volume-weighted average price",
  }),
  value: ({ flow, book }, second) =>
    flow.vwapDeviationBps(TRADE_WINDOWS.indexOf(seconds as (typeof TRADE_WINDOWS)[number]), second, book.mid),
});

const vpinFeature = (hours: "30m" | "24h"): TradeFeature => ({
  definition: ofTrades({
    name: `vpin_${hours}`,
    title: `VPIN, trailing ${hours}`,
    unit: "share",
    range: [0, 1],
    // By the minute, so the day may have begun a minute ago.
    seconds: hours === "30m" ? 1_800 : DAY_SECONDS + 60,
    formula: `mean |bought − sold| / V over 50 buckets of V = volume of the trailing ${hours} / 50`,
    source: VPIN_SOURCE,
  }),
  value: ({ flow }, second) => (hours === "30m" ? flow.halfHourVpin(second) : flow.dayVpin(second)),
});

const impact = (
  described: Pick<FeatureDefinition, "name" | "title" | "unit" | "range" | "formula" | "source">,
  value: (impact: GridImpact) => number,
): TradeFeature => ({
  definition: ofTrades({ ...described, seconds: IMPACT_SECONDS }),
  value: ({ impact: state }) => value(state),
});

const cost = (
  described: Pick<FeatureDefinition, "name" | "title" | "formula" | "source">,
  seconds: number,
  halfTicks: (costs: TradeCosts, second: number) => number,
): TradeFeature => ({
  definition: ofTrades({ ...described, unit: "bps", range: [null, null], seconds }),
  value: ({ costs, book }, second) => bps(halfTicks(costs, second), book.mid),
});

const MARKOUTS: readonly (readonly [h: number, name: string, words: string])[] = [
  [0, "100ms", "100 ms"],
  [1, "1s", "1 s"],
  [3, "10s", "10 s"],
  [4, "60s", "60 s"],
];

const markout = ([h, name, words]: (typeof MARKOUTS)[number]): TradeFeature =>
  cost(
    {
      name: `markout_${name}`,
      title: `Markout of prints after ${words}`,
      formula: `lot-weighted mean of side × (mid ${words} later − mid before), prints that came to it in the last 60 s, over the mid`,
      source: 'Hasbrouck, "Empirical Market Microstructure", 2007, ch. 8 (price impact of trades)',
    },
    COST_WINDOWS.costs + Math.ceil((COST_HORIZONS[h] ?? 0) / 1_000_000),
    (costs, second) => costs.after(h, second),
  );

const otherVenues: TradeFeature = {
  definition: ofBook({
    name: "other_venues_bps",
    title: "Mid against other venues",
    unit: "bps",
    range: [null, null],
    seconds: OTHER_SECONDS,
    formula:
      "1e4 (mid − M) / M; M: mids of the other venues weighted by what traded there in 300 s; missing without one",
    source: "cross-venue basis",
  }),
  value: ({ others, book, tick }, second) => {
    const elsewhere = others.mid(second);
    return (10_000 * ((book.mid * tick) / 2 - elsewhere)) / elsewhere;
  },
};

export const TRADE_FEATURES: readonly TradeFeature[] = [
  ...TRADE_WINDOWS.slice(0, 4).map(flowImbalance),
  ...[60, 300, 1_800].map(vwapDeviation),
  vpinFeature("30m"),
  vpinFeature("24h"),
  impact(
    {
      name: "kyle_lambda",
      title: "Kyle's lambda",
      unit: "ratio",
      range: [null, null],
      formula: "slope of the mid's change (bps) on signed root quote volume, 180 bars of 10 s",
      source: HASBROUCK,
    },
    ({ lambda }) => lambda.slope,
  ),
  impact(
    {
      name: "kyle_lambda_t",
      title: "t-statistic of Kyle's lambda",
      unit: "ratio",
      range: [null, null],
      formula: "slope / its standard error (OLS with intercept)",
      source: HASBROUCK,
    },
    ({ lambda }) => lambda.t,
  ),
  impact(
    {
      name: "amihud",
      title: "Amihud illiquidity",
      unit: "ratio",
      range: [0, null],
      formula: "mean |return, bps| per million quote units, over those of 180 bars of 10 s that traded",
      source: 'Amihud, "Illiquidity and Stock Returns", J. Financial Markets 5(1), 2002',
    },
    ({ amihud }) => amihud,
  ),
  cost(
    {
      name: "roll_spread",
      title: "Roll's spread",
      formula: "2 √−cov(Δp, Δp before) of print prices over 300 s, over the mid; 0 where the covariance is positive",
      source:
        'Roll, "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market", J. Finance 39(4), 1984',
    },
    COST_WINDOWS.roll,
    (costs, second) => costs.rollSpread(second),
  ),
  cost(
    {
      name: "effective_spread",
      title: "Effective spread",
      formula: "lot-weighted mean of 2 |p − mid before|, prints of the last 60 s, over the mid",
      source: 'Huang & Stoll, "Dealer versus auction markets", J. Financial Economics 41(3), 1996',
    },
    COST_WINDOWS.costs,
    (costs, second) => costs.effectiveSpread(second),
  ),
  cost(
    {
      name: "realised_spread_5s",
      title: "Realised spread at 5 s",
      formula:
        "lot-weighted mean of 2 side × (p − mid 5 s later), prints that came to it in the last 60 s, over the mid",
      source: 'Huang & Stoll, "Dealer versus auction markets", J. Financial Economics 41(3), 1996',
    },
    COST_WINDOWS.costs + 5,
    (costs, second) => costs.after(REALISED, second),
  ),
  ...MARKOUTS.map(markout),
  otherVenues,
];
