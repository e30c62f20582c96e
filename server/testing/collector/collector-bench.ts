/**
 * How many messages a second a collector can take on this core: the whole way from raw text to rows, views,
 * candles, top-20 snapshots and write batches, without socket, database and bus.
 */
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryMarketStore } from "@/server/adapters/memory/memory-market-store";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { type Micros, micros } from "@/server/domain/micros";
import type { FeedEvents, VenueConnection } from "@/server/ports/market-feed";
import type { MarketStore } from "@/server/ports/market-store";
import { createCollector } from "@/server/services/collector/collector";

export type RecordedMessage = Readonly<{ receivedAt: Micros; text: string }>;

export type CollectorBench = Readonly<{
  messages: number;
  rows: number;
  /** Of the wall, and of processor time, which a busy machine does not lengthen. */
  seconds: number;
  cpuSeconds: number;
  messagesPerSecond: number;
  messagesPerCpuSecond: number;
}>;

/** Messages that a socket hands over in one turn at 5,000 a second on loopback, roughly. */
const TURN = 5;
/** Timers run once per so many messages: at 5,000 a second that is every 100 ms. */
const TIMERS_EVERY = 500;

/** Stores nothing: what is measured is ours, not the database's. */
const forgetful = (): MarketStore => ({
  ...createMemoryMarketStore(),
  saveTrades: () => Promise.resolve(),
  saveBooks: () => Promise.resolve(),
  saveCandles: () => Promise.resolve(),
});

/**
 * @param lines one instrument's raw recording, its snapshot among them; replayed once
 * @returns     rates of this process, which does nothing else meanwhile
 */
export async function benchCollector(spec: InstrumentSpec, lines: readonly RecordedMessage[]): Promise<CollectorBench> {
  const clock = createHandClock(lines[0]?.receivedAt ?? micros(0));
  const snapshot = lines.find(({ text }) => text.startsWith('{"lastUpdateId"'));
  const messages = lines.filter((line) => line !== snapshot);
  const feed: { events?: FeedEvents } = {};
  const connection: VenueConnection = {
    listInstruments: () => Promise.resolve([spec]),
    open: (_symbols, given) => {
      feed.events = given;
      given.onState("open", "Connected.", "spot");
      return Promise.resolve();
    },
    fetchDepth: () => Promise.resolve({ receivedAt: clock.nowMicros(), text: snapshot?.text ?? "" }),
    fetchCandles: () => Promise.resolve([]),
    fetchClockOffset: () => Promise.resolve(0),
    close: () => Promise.resolve(),
  };
  let rows = 0;
  const collector = createCollector({
    source: { kind: "recorded", venueId: spec.venueId, label: "BENCH", reason: "", speed: 1, session: "bench" },
    symbols: [spec.symbol],
    connection,
    createMapper: createBinanceMapper,
    instruments: { saveInstruments: (specs) => Promise.resolve(specs) },
    market: forgetful(),
    bus: {
      publish: () => Promise.resolve(),
      subscribe: () => Promise.resolve(() => {}),
      close: () => Promise.resolve(),
    },
    clock,
    wallClock: clock,
    persist: true,
    onBlock: (block) => {
      rows += block.length;
    },
    log: { info: () => {}, warn: () => {} },
    historyDays: 0,
  });
  await collector.start();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  for (const [i, { text }] of messages.entries()) {
    feed.events?.onMessage({ receivedAt: clock.nowMicros(), text, product: "spot" });
    if (i % TURN === TURN - 1) await Promise.resolve();
    if (i % TIMERS_EVERY === 0) clock.advance(100_000);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  await collector.stop();
  const perSecond = (share: number) => Math.round(messages.length / share);
  return {
    messages: messages.length,
    rows,
    seconds,
    cpuSeconds,
    messagesPerSecond: perSecond(seconds),
    messagesPerCpuSecond: perSecond(cpuSeconds),
  };
}
