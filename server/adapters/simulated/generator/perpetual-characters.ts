import type { Listing } from "@/server/adapters/simulated/instruments";
import { CHARACTERS, type Character } from "./character";

/** What the simulated perpetuals list. Steps and face value are Binance's of BTCUSDT and BTCUSD_PERP. */
const linearBitcoin: Listing = {
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  priceDecimals: 1,
  sizeDecimals: 3,
  minNotional: "5",
  contract: { kind: "linear", pair: "BTCUSDT", settle: "USDT", faceValue: 1 },
};
const inverseBitcoin: Listing = {
  symbol: "BTCUSD_PERP",
  base: "BTC",
  quote: "USD",
  priceDecimals: 1,
  sizeDecimals: 0,
  minNotional: "0",
  contract: { kind: "inverse", pair: "BTCUSD", settle: "BTC", faceValue: 100 },
};

/** Perpetuals are told from spot's instruments by this in everything that is drawn. */
const FIRST_INDEX = 100;

export type PerpetualCharacter = Readonly<{
  character: Character;
  /** Number among all instruments of a seed. */
  index: number;
  /** Venue symbol of the spot instrument that is its index. */
  underlying: string;
  /** What the basis keeps coming back to. */
  meanBasisBps: number;
  /** The order that the premium index is reckoned with, in the quote currency: 200 over the initial margin of 0.8 %. */
  impactQuote: number;
}>;

const bitcoin = CHARACTERS.find(({ listing }) => listing.base === "BTC") ?? missing();

/** Coarser ticks than spot's gather more at each; sizes by the recorded sessions of 2024-08-08 (docs/simulated-market.md). */
export const PERPETUALS: readonly PerpetualCharacter[] = [
  {
    character: {
      ...bitcoin,
      listing: linearBitcoin,
      takerRate: 1.1,
      takerQuote: 450,
      takerSigma: 2,
      touchRate: 46,
      touchQuote: 2_200,
      makerQuote: 17_000,
      restingQuoteMax: 350_000,
      bands: [
        { share: 0.55, fromBps: 0, toBps: 12, lifeSeconds: 12, quote: 3_500 },
        { share: 0.36, fromBps: 5, toBps: 60, lifeSeconds: 85, quote: 3_500 },
        { share: 0.09, fromBps: 60, toBps: 3_000, lifeSeconds: 300, quote: 2_000 },
      ],
      ladder: { ticks: 20, quote: 40_000 },
      past: { tradesPerMinute: 3_000, quotePerTrade: 4_200 },
    },
    index: FIRST_INDEX,
    underlying: "BTCUSDT",
    meanBasisBps: 1,
    impactQuote: 25_000,
  },
  {
    character: {
      ...bitcoin,
      listing: inverseBitcoin,
      takerRate: 0.08,
      takerQuote: 400,
      takerSigma: 2,
      touchRate: 16,
      touchQuote: 2_400,
      makerQuote: 12_000,
      restingQuoteMax: 250_000,
      deepRate: 22,
      toleranceBps: 1.2,
      chaseRate: 9,
      bands: [
        { share: 0.55, fromBps: 0, toBps: 12, lifeSeconds: 12, quote: 4_500 },
        { share: 0.36, fromBps: 5, toBps: 60, lifeSeconds: 85, quote: 5_000 },
        { share: 0.09, fromBps: 60, toBps: 3_000, lifeSeconds: 300, quote: 4_000 },
      ],
      ladder: null,
      past: { tradesPerMinute: 500, quotePerTrade: 3_000 },
    },
    index: FIRST_INDEX + 1,
    underlying: "BTCUSDT",
    meanBasisBps: 0.5,
    impactQuote: 25_000,
  },
];

function missing(): never {
  throw new RangeError("the simulated market lists no bitcoin");
}
