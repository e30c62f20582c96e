import type { Listing } from "@/server/adapters/simulated/instruments";

/** How one instrument trades. Rates a second at ordinary volatility, sizes in quote units, distances in basis points. */
export type Character = Readonly<{
  listing: Listing;
  anchorPrice: number;
  sigmaPerMinute: number;
  commonShare: number;
  /** Aggressive orders of each side, not counting what excites itself. */
  takerRate: number;
  /** New quotes at the touch, each side. */
  touchRate: number;
  /** New orders away from the touch, each side, and their mean distance and life. */
  deepRate: number;
  deepMeanBps: number;
  deepLifeSeconds: number;
  touchLifeSeconds: number;
  /** Median quote units of a market maker's order, and of everybody else's. */
  makerQuote: number;
  crowdQuote: number;
  takerQuote: number;
}>;

const usdt = (base: string, priceDecimals: number, sizeDecimals: number): Listing => ({
  symbol: `${base}USDT`,
  base,
  quote: "USDT",
  priceDecimals,
  sizeDecimals,
  minNotional: "5.00000000",
});

/** Calibrated on recorded sessions; docs/simulated-market.md compares. */
export const CHARACTERS: readonly Character[] = [
  {
    listing: usdt("BTC", 2, 5),
    anchorPrice: 64_000,
    sigmaPerMinute: 7e-4,
    commonShare: 0.85,
    takerRate: 2.1,
    touchRate: 26,
    deepRate: 44,
    deepMeanBps: 24,
    deepLifeSeconds: 32,
    touchLifeSeconds: 1.1,
    makerQuote: 30_000,
    crowdQuote: 420,
    takerQuote: 420,
  },
  {
    listing: usdt("ETH", 2, 4),
    anchorPrice: 3_200,
    sigmaPerMinute: 8.5e-4,
    commonShare: 0.85,
    takerRate: 1.9,
    touchRate: 22,
    deepRate: 34,
    deepMeanBps: 20,
    deepLifeSeconds: 30,
    touchLifeSeconds: 1.2,
    makerQuote: 11_000,
    crowdQuote: 300,
    takerQuote: 300,
  },
  {
    listing: usdt("SOL", 2, 3),
    anchorPrice: 165,
    sigmaPerMinute: 1.1e-3,
    commonShare: 0.75,
    takerRate: 1.3,
    touchRate: 15,
    deepRate: 18,
    deepMeanBps: 22,
    deepLifeSeconds: 28,
    touchLifeSeconds: 1.8,
    makerQuote: 7_000,
    crowdQuote: 220,
    takerQuote: 220,
  },
];
