/**
 * A quarter of an hour around midnight in the simulated market, with a flash crash on request in all three instruments
 * and the venue away during its fall: the real strategy, a person's holdings, and the risk settings that a new desk has.
 */
import { intervalOf } from "@/server/adapters/simulated/binance/intervals";
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, micros } from "@/server/domain/micros";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { buildMarketFacts } from "@/server/services/risk/market-facts";
import { createStrategies, defaultParams } from "@/server/strategies/registry";
import { openSimulatedBlocks, type SimulatedBlocks } from "@/server/testing/simulated-blocks";
import type { MinuteCandle } from "./candle-market";
import { candleStore } from "./candle-store";
import { DayLog } from "./day-log";

const SEED = 4;
/** 2024-08-08 23:50:00 UTC: ten minutes before the next UTC day begins. */
const START = Date.UTC(2024, 7, 8, 23, 50) * 1_000;
const SECONDS = 900;
const SLOT_SECONDS = 10;
const CRASH_AT = 120;
const CRASH = { depth: 0.45, seconds: 180 };
/** The venue takes nothing while prices fall. */
const AWAY = { from: 122, to: 175 };
const STRATEGY = "order-flow-imbalance";
const DAY_MINUTES = 1_440;
/** Minutes that the venue tells of at once. */
const PAGE = 1_000;

/** What a person does, by the second: as much as the caps let them hold, and what they try afterwards. */
const BY_HAND: Readonly<Record<number, (desk: Desk) => CommandBody>> = {
  20: (desk) => buy(desk, 0, 0.24),
  30: (desk) => buy(desk, 1, 0.14),
  // Into the crash, and after it.
  150: (desk) => buy(desk, 2, 0.05),
  240: (desk) => buy(desk, 0, 0.1),
  420: () => ({ kind: "setTradingState", state: "ACTIVE", why: "prices are back" }),
  700: (desk) => buy(desk, 0, 0.1),
  720: () => ({ kind: "rearm", breaker: "drawdown_reduce", why: "the fall was looked into: the venue was away" }),
  740: (desk) => buy(desk, 0, 0.1),
};

type Desk = Readonly<{ engine: Engine; settings: DeskSettings }>;

function buy({ engine, settings }: Desk, instrument: number, share: number): CommandBody {
  const spec = settings.instruments[instrument];
  if (!spec) throw new RangeError(`there is no instrument ${instrument}`);
  const ask = engine.book(instrument).bestAsk();
  const worth = (Number(engine.view().equity.equityAtoms) * share) / Number(notionalAtoms(spec, ask, 1));
  const terms = { side: "buy", type: "market", timeInForce: "GTC", postOnly: false, limitTicks: null } as const;
  return { kind: "submit", order: { instrumentId: spec.id, ...terms, sizeLots: lots(Math.floor(worth)) } };
}

export type CrashRun = Readonly<{ log: DayLog; effects: readonly Effect[]; digest: string; unit: string }>;

export async function runSimulatedCrash(): Promise<CrashRun> {
  const market = openSimulatedBlocks(SEED, START);
  const strategies = [{ name: STRATEGY, enabled: true, params: defaultParams(STRATEGY) }];
  const base = defaultSettings({ venueId: "simulated", instruments: market.instruments, seed: SEED, strategies });
  const outage = { from: at(AWAY.from), to: at(AWAY.to) };
  const settings: DeskSettings = { ...base, execution: { ...base.execution, bands: null, outages: [outage] } };
  const engine = Engine.create(settings, () => createStrategies(strategies));
  const log = new DayLog(SLOT_SECONDS * MICROS_PER_SECOND);
  const effects: Effect[] = [];
  const drain = () => {
    const some = engine.drainEffects();
    log.see(some);
    effects.push(...some);
  };
  const facts = await factsBefore(market);
  let second = 0;
  for await (const block of market.blocks(SECONDS)) {
    applyWithTimers(engine, block);
    for (; second * MICROS_PER_SECOND + START <= engine.now(); second++) {
      if (second === 1) engine.applyCommand({ id: "facts", body: { kind: "marketFacts", facts } }, engine.now());
      if (second === CRASH_AT)
        for (const { venueSymbol } of market.instruments) market.venue.flashCrash(venueSymbol, CRASH);
      const body = BY_HAND[second]?.({ engine, settings });
      if (body) engine.applyCommand({ id: `person-${second}`, body }, engine.now());
    }
    drain();
    const bid = engine.book(0).bestBid();
    if (!Number.isNaN(bid)) log.price(engine.now(), bid);
  }
  applyTimersUntil(engine, engine.now() + 2 * MICROS_PER_SECOND);
  drain();
  return { log, effects, digest: engine.digest(), unit: "USDT" };
}

const at = (second: number) => micros(START + second * MICROS_PER_SECOND);

/** By the same reckoning as the hourly job's, from the last two days of the venue's own bars. */
function factsBefore({ venue, instruments }: SimulatedBlocks) {
  const interval = intervalOf("1m");
  if (!interval) throw new RangeError("the venue has no minutes");
  const minutes = new Map(
    instruments.map(({ id, venueSymbol }) => {
      const own: MinuteCandle[] = [];
      for (let end = START / 1_000 - 1; own.length < 2 * DAY_MINUTES; end = (own[0]?.openAt ?? 0) / 1_000 - 1) {
        const query = { symbol: venueSymbol, interval, startMillis: null, endMillis: end, limit: PAGE };
        const bars = venue.klines(query);
        own.unshift(...bars.map(({ openMillis, ...bar }) => ({ ...bar, openAt: openMillis * 1_000 })));
      }
      return [id, own] as const;
    }),
  );
  const instrumentIds = instruments.map(({ id }) => id);
  return buildMarketFacts(candleStore(minutes), {
    instrumentIds,
    at: micros(Math.floor(START / MICROS_PER_MINUTE) * MICROS_PER_MINUTE),
  });
}
