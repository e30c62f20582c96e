import type { Listing } from "@/server/adapters/simulated/instruments";

/** A stretch of the book away from the touch: where orders stand, how long, how large. */
export type DepthBand = Readonly<{
  /** Share of new orders that go here. */
  share: number;
  fromBps: number;
  toBps: number;
  lifeSeconds: number;
  /** Median size in quote units. */
  quote: number;
}>;

/**
 * How one instrument trades. Rates are per second and side at ordinary volatility, sizes in quote units,
 * distances in basis points of the price.
 */
export type Character = Readonly<{
  listing: Listing;
  anchorPrice: number;
  sigmaPerMinute: number;
  /** Correlation of the efficient price with what moves the whole market. */
  commonShare: number;
  /** Takers who come of their own accord; most come because others did. */
  takerRate: number;
  takerQuote: number;
  takerSigma: number;
  /** New orders at the touch, their median size and mean life. */
  touchRate: number;
  touchQuote: number;
  touchLifeSeconds: number;
  /** First order of a new touch. */
  makerQuote: number;
  /** Nobody shows more than this in one order. */
  restingQuoteMax: number;
  deepRate: number;
  bands: readonly DepthBand[];
  /** Orders that are moved when the touch moves, on average. */
  reactions: number;
  /** The efficient price may be this far from the mid before somebody acts on it. */
  toleranceBps: number;
  /** How often somebody then acts, until it is right again. */
  chaseRate: number;
  /** A maker with orders on this many neighbouring ticks, or null. */
  ladder: Readonly<{ ticks: number; quote: number }> | null;
  /** What the live market was measured to trade, for the bars of the time before it opened. */
  past: Readonly<{ tradesPerMinute: number; quotePerTrade: number }>;
}>;

const usdt = (base: string, priceDecimals: number, sizeDecimals: number): Listing => ({
  symbol: `${base}USDT`,
  base,
  quote: "USDT",
  priceDecimals,
  sizeDecimals,
  minNotional: "5.00000000",
  contract: null,
});

/** Calibrated on the recorded sessions of BTC and ETH; docs/simulated-market.md compares. SOL has none and is inferred. */
export const CHARACTERS: readonly Character[] = [
  {
    listing: usdt("BTC", 2, 5),
    anchorPrice: 64_000,
    sigmaPerMinute: 7e-4,
    commonShare: 0.9,
    takerRate: 0.75,
    takerQuote: 185,
    takerSigma: 2.2,
    touchRate: 40,
    touchQuote: 200,
    touchLifeSeconds: 2,
    makerQuote: 4_500,
    restingQuoteMax: 120_000,
    deepRate: 34,
    bands: [
      { share: 0.55, fromBps: 0, toBps: 12, lifeSeconds: 12, quote: 1_500 },
      { share: 0.36, fromBps: 5, toBps: 60, lifeSeconds: 85, quote: 1_050 },
      { share: 0.09, fromBps: 60, toBps: 3_000, lifeSeconds: 300, quote: 600 },
    ],
    reactions: 7,
    toleranceBps: 0.8,
    chaseRate: 26,
    ladder: { ticks: 80, quote: 11_000 },
    past: { tradesPerMinute: 2_400, quotePerTrade: 1_700 },
  },
  {
    listing: usdt("ETH", 2, 4),
    anchorPrice: 2_700,
    sigmaPerMinute: 8.5e-4,
    commonShare: 0.87,
    takerRate: 0.45,
    takerQuote: 90,
    takerSigma: 2.4,
    touchRate: 30,
    touchQuote: 110,
    touchLifeSeconds: 1.8,
    makerQuote: 1_900,
    restingQuoteMax: 30_000,
    deepRate: 44,
    bands: [
      { share: 0.5, fromBps: 0, toBps: 14, lifeSeconds: 10, quote: 3_000 },
      { share: 0.42, fromBps: 5, toBps: 60, lifeSeconds: 50, quote: 4_000 },
      { share: 0.08, fromBps: 60, toBps: 3_000, lifeSeconds: 300, quote: 900 },
    ],
    reactions: 9,
    toleranceBps: 0.8,
    chaseRate: 16,
    ladder: null,
    past: { tradesPerMinute: 2_000, quotePerTrade: 900 },
  },
  {
    listing: usdt("SOL", 2, 3),
    anchorPrice: 165,
    sigmaPerMinute: 1.05e-3,
    commonShare: 0.8,
    takerRate: 0.5,
    takerQuote: 110,
    takerSigma: 2.6,
    touchRate: 20,
    touchQuote: 300,
    touchLifeSeconds: 1.3,
    makerQuote: 4_000,
    restingQuoteMax: 50_000,
    deepRate: 26,
    bands: [
      { share: 0.45, fromBps: 0, toBps: 15, lifeSeconds: 18, quote: 2_400 },
      { share: 0.4, fromBps: 8, toBps: 80, lifeSeconds: 60, quote: 2_200 },
      { share: 0.15, fromBps: 60, toBps: 1_500, lifeSeconds: 300, quote: 500 },
    ],
    reactions: 3,
    toleranceBps: 0.8,
    chaseRate: 16,
    ladder: null,
    past: { tradesPerMinute: 1_050, quotePerTrade: 1_250 },
  },
];
