/** Engine events a second on a recorded session, repeated until there are enough of them. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { MarketBlock } from "@/server/domain/market-block";
import { Engine } from "@/server/engine/kernel/engine";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { defaultParams, getStrategy } from "@/server/strategies/registry";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";
import { QuotingStrategy } from "./quoting-strategy";

const AIM_EVENTS_PER_SECOND = 3_000_000;
const RUNS = 3;
const STRATEGY = "order-flow-imbalance";
/** 0.001 BTC of a recording that counts in 0.00001. */
const QUOTE_NOTIONAL = 60;

type Case = Readonly<{
  id: string;
  what: string;
  aim: number | null;
  strategies: (spec: DeskSettings) => readonly Strategy[];
}>;

const CASES: readonly Case[] = [
  { id: "engine.book", what: "Engine, book only", aim: AIM_EVENTS_PER_SECOND, strategies: () => [] },
  {
    id: "engine.order",
    what: "Engine, one working order, log queue model",
    aim: null,
    strategies: ({ instruments: [spec] }) => {
      const atomsPerLot = Number(spec?.atomsPerTickLot ?? 1n) * 6_000_000;
      return [new QuotingStrategy(Math.ceil((QUOTE_NOTIONAL * 1e8) / atomsPerLot))];
    },
  },
  {
    id: "engine.strategy",
    what: `Engine with ${STRATEGY}`,
    aim: null,
    strategies: () => [getStrategy(STRATEGY).create(defaultParams(STRATEGY))],
  },
];

/** @param place a raw recording; `eventsMin` how many events a run has at least */
export async function benchEngine(place: string, eventsMin: number, say: Say): Promise<BenchRow[]> {
  const market = await openRecordedMarket(place);
  const blocks: MarketBlock[] = [];
  for await (const block of market.blocks()) blocks.push(block);
  const rows = blocks.reduce((sum, { length }) => sum + length, 0);
  const passes = Math.ceil(eventsMin / rows);
  const first = blocks[0]?.receivedAt[0] ?? 0;
  const last = blocks.at(-1);
  const span = (last?.receivedAt[last.length - 1] ?? first) - first + 10_000_000;
  const data = `${market.name}, ${rows} rows x ${passes}`;
  const measured: BenchRow[] = [];
  for (const { id, what, aim, strategies } of CASES) {
    const settings = (make: readonly Strategy[]): DeskSettings => ({
      ...defaultSettings({
        venueId: "recorded-bench",
        instruments: market.instruments,
        seed: 1,
        strategies: make.map(({ name }) => ({ name, enabled: true, params: {} })),
      }),
      risk: {
        positionCapPpm: 1_000_000,
        staleFeedMicros: 60e6,
        staleBookMicros: 5e6,
        ordersPerMinuteMax: 1e6,
        openOrdersMax: 10,
      },
    });
    const best = { perCpuSecond: 0, perSecond: 0, orders: 0 };
    for (let run = 0; run < RUNS; run++) {
      const made = strategies(settings([]));
      const one = runOnce(
        Engine.create(settings(made), () => made),
        { blocks, passes, span },
      );
      best.perCpuSecond = Math.max(best.perCpuSecond, one.perCpuSecond);
      best.perSecond = Math.max(best.perSecond, one.perSecond);
      best.orders = one.orders;
    }
    say(
      `${what}: ${mega(best.perCpuSecond)} M events/s of processor time, ${mega(best.perSecond)} M of the wall, ${best.orders} orders`,
    );
    const common = { unit: "events/s", better: "more", data } as const;
    measured.push({ id, what, value: Math.round(best.perCpuSecond), aim, ...common });
  }
  return measured;
}

type Load = Readonly<{ blocks: readonly MarketBlock[]; passes: number; span: number }>;

function runOnce(engine: Engine, { blocks, passes, span }: Load) {
  let [seconds, cpuSeconds, orders] = [0, 0, 0];
  for (let pass = 0; pass < passes; pass++) {
    const stop = watchCpu();
    for (const block of blocks) {
      applyWithTimers(engine, block);
      for (const effect of engine.drainEffects())
        if (effect.kind === "order" && effect.order.state === "SUBMITTED") orders += 1;
    }
    const spent = stop();
    seconds += spent.seconds;
    cpuSeconds += spent.cpuSeconds;
    // The next pass is a later day; its rewriting is not the engine's work.
    for (const block of blocks) shift(block, span);
  }
  for (const block of blocks) shift(block, -span * passes);
  return { perSecond: engine.appliedEvents / seconds, perCpuSecond: engine.appliedEvents / cpuSeconds, orders };
}

function shift({ exchangeAt, receivedAt, length }: MarketBlock, micros: number): void {
  for (let i = 0; i < length; i++) {
    exchangeAt[i] = (exchangeAt[i] ?? 0) + micros;
    receivedAt[i] = (receivedAt[i] ?? 0) + micros;
  }
}

const mega = (value: number): string => (value / 1e6).toFixed(2);
