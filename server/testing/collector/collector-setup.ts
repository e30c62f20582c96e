/** A collector on a scripted venue, driven by hand. */
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { perpetualContract } from "@/server/domain/perpetual";
import type { FeedView, MarketView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import { createCollector } from "@/server/services/collector/collector";
import { depthText, ScriptedVenue } from "./scripted-venue";
import { advance, settle } from "./settle";
import { watchMarket } from "./watched-market";

export const BTC: InstrumentSpec = instrument({
  venueId: "test",
  symbol: "BTC/USDT",
  venueSymbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  version: 3,
  tickSize: "0.01",
  lotSize: "0.001",
  minNotional: "5",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});

/** Its venue calls it as it calls spot. */
export const PERPETUAL: InstrumentSpec = instrument({
  ...BTC,
  symbol: "BTC/USDT:USDT",
  tickSize: "0.1",
  minNotional: "5",
  contract: perpetualContract({
    kind: "linear",
    base: "BTC",
    settle: "USDT",
    tickSize: "0.1",
    lotSize: "0.001",
    faceValue: "1",
    liquidationFee: null,
  }),
});

/** 20 s into a minute. */
export const START = 1_700_000_060_000_000;

/** Rows as [kind, side, price, size, flags] with the receive time left out. */
export const rowsOf = (block: MarketBlock): number[][] =>
  Array.from({ length: block.length }, (_, i) => [
    block.kind[i] ?? -1,
    block.side[i] ?? -1,
    block.priceTicks[i] ?? -1,
    block.sizeLots[i] ?? -1,
    block.flags[i] ?? -1,
  ]);

type SetUpOptions = Readonly<{
  persist?: boolean;
  historyDays?: number;
  /** Default only spot bitcoin. */
  specs?: readonly InstrumentSpec[];
}>;

export function setUp(options: SetUpOptions = {}) {
  const clock = createHandClock(micros(START));
  const venue = new ScriptedVenue(clock, options.specs ?? [BTC]);
  const market = watchMarket();
  const blocks: MarketBlock[] = [];
  const sent: { topic: string; at: number; payload: string }[] = [];
  const bus: Bus = {
    publish: (topic, payload) => {
      sent.push({ topic, at: clock.nowMicros(), payload });
      return Promise.resolve();
    },
    subscribe: () => Promise.resolve(() => {}),
    close: () => Promise.resolve(),
  };
  const warnings: string[] = [];
  const collector = createCollector({
    source: { kind: "live", venueId: "test", label: "TEST", reason: "", speed: 1, session: "1" },
    symbols: ["BTC/USDT", "ETH/USDT", "BTC/USDT:USDT"],
    connection: venue,
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: market.store,
    bus,
    clock,
    wallClock: clock,
    persist: options.persist ?? true,
    onBlock: (block) => blocks.push(block),
    log: { info: () => {}, warn: (_facts, sentence) => warnings.push(sentence) },
    historyDays: options.historyDays ?? 0,
  });
  venue.depths = [depthText(100, [["99.99", "1"]], [["100.01", "2"]])];
  return {
    clock,
    /** Moves time on. */
    advance: (millis: number) => advance(clock, millis),
    venue,
    market,
    blocks,
    sent,
    warnings,
    collector,
    /** Starts it and lets the first book come. */
    start: async () => {
      await collector.start();
      await settle();
    },
    rows: () => blocks.flatMap(rowsOf),
    views: () =>
      sent.filter(({ topic }) => topic === "market:test:BTC/USDT").map((m) => decodeWire<MarketView>(m.payload)),
    feedViews: () => sent.filter(({ topic }) => topic === "feed:test").map((m) => decodeWire<FeedView>(m.payload)),
  };
}
