/** One simulated perpetual: its market, and what ties it to its underlying: index, mark, premium, funding. */
import { markPriceText } from "@/server/adapters/simulated/binance/premium-wire";
import type { Publish, VenueFunding, VenuePremium } from "@/server/adapters/simulated/binance/venue-model";
import { lotsWorth } from "@/server/adapters/simulated/instruments";
import type { PriceLevel, Side } from "@/server/adapters/simulated/matching/price-level";
import { Basis } from "@/server/adapters/simulated/path/basis";
import { PerpetualPath } from "@/server/adapters/simulated/path/perpetual-path";
import { PricePath } from "@/server/adapters/simulated/path/price-path";
import { CHARACTERS } from "./character";
import { FUNDING_MILLIS, Funding } from "./funding";
import { MarkPrice } from "./mark-price";
import type { PerpetualCharacter } from "./perpetual-characters";
import { LISTED_MILLIS } from "./run-markets";
import { SymbolMarket } from "./symbol-market";

const SECOND_MILLIS = 1_000;
const MICROS_PER_MILLI = 1_000;
/** Seconds between two messages of the slow mark price stream. */
const SLOW_SECONDS = 3;

export type PerpetualMarketOptions = Readonly<{
  perpetual: PerpetualCharacter;
  seed: number;
  startMicros: number;
  /** The market of its underlying, which lives by itself. */
  spot: SymbolMarket;
}>;

export class PerpetualMarket {
  readonly market: SymbolMarket;
  /** As of the last whole second that was lived through. */
  premium: VenuePremium;
  readonly #perpetual: PerpetualCharacter;
  readonly #spot: SymbolMarket;
  readonly #mark = new MarkPrice();
  readonly #funding: Funding;
  #told = 0;

  constructor(options: PerpetualMarketOptions) {
    const { perpetual, seed, startMicros, spot } = options;
    this.#perpetual = perpetual;
    this.#spot = spot;
    const shape = spotShape(perpetual.underlying, seed);
    const basis = () => new Basis({ seed, stream: perpetual.index, meanBps: perpetual.meanBasisBps });
    this.market = new SymbolMarket({
      character: perpetual.character,
      index: perpetual.index,
      seed,
      startMicros,
      createPath: () => new PerpetualPath(new PricePath(shape), basis()),
      crash: spot.crash,
    });
    const [pastBasis, pastPath] = [basis(), new PricePath(shape)];
    this.#funding = new Funding({
      pastPremium: (millis) => pastBasis.at(millis * MICROS_PER_MILLI),
      pastIndex: (millis) => pastPath.at(millis * MICROS_PER_MILLI).price,
      startMillis: Math.floor(startMicros / MICROS_PER_MILLI),
    });
    this.premium = this.#observe(Math.floor(startMicros / MICROS_PER_MILLI));
  }

  /** Once per step of the clock: tells the mark price at each new second. */
  tell(nowMicros: number, publish: Publish): void {
    const second = Math.floor(nowMicros / (SECOND_MILLIS * MICROS_PER_MILLI));
    if (second === this.#told) return;
    this.#told = second;
    this.premium = this.#observe(Math.floor(nowMicros / MICROS_PER_MILLI));
    const { listing } = this.market;
    const text = markPriceText(listing, this.premium);
    publish(`${listing.symbol.toLowerCase()}@markPrice@1s`, text);
    if (second % SLOW_SECONDS === 0) publish(`${listing.symbol.toLowerCase()}@markPrice`, text);
  }

  /** Oldest first. */
  fundings(range: Readonly<{ startMillis: number | null; endMillis: number | null; limit: number }>): VenueFunding[] {
    const nowMillis = this.premium.atMillis;
    const last = floorFunding(Math.min(range.endMillis ?? nowMillis, nowMillis));
    const earliest = LISTED_MILLIS + FUNDING_MILLIS;
    const newestFrom = last - (range.limit - 1) * FUNDING_MILLIS;
    const from = range.startMillis === null ? newestFrom : floorFunding(range.startMillis - 1) + FUNDING_MILLIS;
    const fundings: VenueFunding[] = [];
    for (let at = Math.max(from, earliest); at <= last && fundings.length < range.limit; at += FUNDING_MILLIS) {
      fundings.push(this.#funding.paidAt(at));
    }
    return fundings;
  }

  #observe(nowMillis: number): VenuePremium {
    const index = midOf(this.#spot);
    const mid = midOf(this.market);
    const funding = this.#funding;
    const last = this.market.trades(1).at(-1);
    const markPrice = this.#mark.next({
      index,
      mid,
      last: last === undefined ? mid : priceOf(this.market, last.ticks),
      lastRateE8: funding.lastRateE8,
      shareLeft: Math.max(0, funding.nextMillis - nowMillis) / FUNDING_MILLIS,
    });
    funding.observe(nowMillis, { premium: this.#premiumOver(index), markPrice });
    const { rateE8, nextMillis } = funding;
    return { atMillis: nowMillis, markPrice, indexPrice: index, rateE8, nextFundingMillis: nextMillis };
  }

  /** How far an order of the impact size would be filled beyond the index, as a share of it; 0 between the two. */
  #premiumOver(index: number): number {
    const above = Math.max(0, this.#impactPrice("bid") - index);
    const below = Math.max(0, index - this.#impactPrice("ask"));
    return (above - below) / index;
  }

  /** Average price that an order of the impact size would get. */
  #impactPrice(side: Side): number {
    const { listing, engine } = this.market;
    let left = this.#perpetual.impactQuote;
    let base = 0;
    let level: PriceLevel | undefined;
    for (let rank = 0; left > 0; rank++) {
      const next = engine.side(side).at(rank);
      if (next === undefined) break;
      level = next;
      const price = priceOf(this.market, level.ticks);
      const quote = Math.min(left, level.lots / lotsWorth(listing, 1, price));
      left -= quote;
      base += quote / price;
    }
    return base === 0 ? midOf(this.market) : (this.#perpetual.impactQuote - left) / base;
  }
}

/** Quote units; the spot path's own shape, so that the perpetual follows the same price. */
function spotShape(underlying: string, seed: number) {
  const index = CHARACTERS.findIndex(({ listing }) => listing.symbol === underlying);
  const character = CHARACTERS[index];
  if (character === undefined) throw new RangeError(`the simulated market lists no ${underlying}`);
  return { seed, index, ...character };
}

const priceOf = ({ listing }: SymbolMarket, ticks: number): number => ticks / 10 ** listing.priceDecimals;

/** While a side is empty, the last trade. */
function midOf(market: SymbolMarket): number {
  const [bid, ask] = [market.engine.best("bid"), market.engine.best("ask")];
  if (bid !== null && ask !== null) return priceOf(market, (bid.ticks + ask.ticks) / 2);
  return priceOf(market, market.trades(1).at(-1)?.ticks ?? bid?.ticks ?? ask?.ticks ?? 0);
}

const floorFunding = (millis: number): number => Math.floor(millis / FUNDING_MILLIS) * FUNDING_MILLIS;
