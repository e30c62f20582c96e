/**
 * What the risk rules cost: all checks of one order on a desk with a lot to look at, and what a whole second of engine
 * time costs, in which breakers, exits and gauges are looked at. Nothing is switched off to compare: the same rows go
 * through with their seconds, and with their time pressed into one second, in which nothing of it happens.
 */
import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { MICROS_PER_SECOND, micros } from "@/server/domain/micros";
import type { OrderDraft } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { Engine } from "@/server/engine/kernel/engine";
import { Lanes } from "@/server/engine/kernel/lanes";
import { MarketRows } from "@/server/engine/kernel/market-rows";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { draft, testExecution, testSpec } from "@/server/testing/engine-run";
import { atMillis, market, T0 } from "@/server/testing/market-builder";
import { randomMarket } from "@/server/testing/random-market";
import { WIDE_RISK } from "@/server/testing/wide-risk";
import type { BenchRow, Say } from "./bench-row";
import { watchCpu } from "./cpu-watch";

const INSTRUMENTS = 10;
const ORDER_AIM_MICROS = 20;
/** A busy desk's. */
const EVENTS_A_SECOND = 1_000;
const ROUNDS = 3;
/** Messages of the random market that the rows come from; about twenty a second and instrument. */
const MESSAGES = 60_000;

/** @param share 1 for a whole measurement, less to see that it runs */
export function benchRisk(share: number, say: Say): BenchRow[] {
  const order = Math.min(...times(ROUNDS, () => orderMicros(Math.ceil(100_000 * share))));
  const rows = [
    row("risk.order", "All checks of one order", {
      value: order,
      unit: "µs",
      aim: ORDER_AIM_MICROS,
      data: `${INSTRUMENTS} instruments held, ${INSTRUMENTS} orders working, ${(INSTRUMENTS * (INSTRUMENTS - 1)) / 2} correlations; best of ${ROUNDS}`,
    }),
    ...secondRows(Math.ceil(MESSAGES * share)),
  ];
  for (const { what, value, unit } of rows) say(`${what}: ${value} ${unit}`);
  return rows;
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

type Measured = Pick<BenchRow, "value" | "unit" | "aim" | "data">;
const row = (id: string, what: string, measured: Measured): BenchRow => ({
  id,
  what,
  better: "less",
  ...measured,
  value: Math.round(measured.value * 1_000) / 1_000,
});

const specs: readonly InstrumentSpec[] = times(INSTRUMENTS, () => null).map((_, i) =>
  testSpec({ symbol: `C${i}/USDT`, venueSymbol: `C${i}USDT`, base: `C${i}` }),
);

/** No limit is met, so that every check is gone through; correlations are known, so that clusters are looked for. */
const settings: DeskSettings = {
  ...defaultSettings({ venueId: "test", instruments: specs, seed: 1, strategies: [] }),
  instruments: specs,
  openingBalanceAtoms: parseAtoms("1000000"),
  risk: { ...WIDE_RISK, openOrdersMax: 1_000, ordersPerMinuteMax: 1_000_000 },
  execution: testExecution(),
};

const facts: MarketFacts = {
  at: micros(T0),
  instruments: specs.map(({ id }) => ({
    instrumentId: id,
    hours: 720,
    volatility: { median24hPpm: 2_000, averagePpm: 2_000, p25Ppm: 1_000, p75Ppm: 3_000, p95Ppm: 5_000 },
    atrHalfTicks: 100,
    dailyVolatilityPpm: 30_000,
    regime: "ranging",
  })),
  correlations: specs.flatMap(({ id: a }, i) =>
    specs.slice(i + 1).map(({ id: b }, j) => ({ a, b, ppm: ((i * 7 + j * 13) % 10) * 100_000, bars: 700 })),
  ),
};

const order = (spec: InstrumentSpec, price?: string): OrderDraft =>
  draft({ side: "buy", size: "1", spec, ...(price === undefined ? {} : { price }) });

type Told = Readonly<{ applyBlock: (block: MarketBlock) => void; submit: (order: OrderDraft, id: string) => void }>;

/** A position and a working order in each instrument. */
function fill({ applyBlock, submit }: Told): void {
  const builder = market(...specs);
  specs.forEach((_, i) =>
    builder
      .on(i)
      .at(0)
      .snapshot({ bids: [["99.99", "50"]], asks: [["100.01", "50"]] }),
  );
  applyBlock(builder.take());
  for (const [i, spec] of specs.entries()) {
    submit(order(spec), `hold-${i}`);
    submit(order(spec, "99.50"), `rest-${i}`);
  }
  for (const millis of [500, 1_000, 1_500]) {
    specs.forEach((_, i) =>
      builder
        .on(i)
        .at(millis)
        .book({ bids: [["99.90", String(millis)]] }),
    );
    applyBlock(builder.take());
  }
}

/** Of one order that is judged and not sent. */
function orderMicros(count: number): number {
  const lanes = new Lanes(settings, () => []);
  const rows = new MarketRows(lanes);
  const { commands, orderDesk } = lanes.base.parts;
  fill({
    applyBlock: (block) => rows.apply(block, 0, block.length),
    submit: (one, id) => commands.apply({ id, body: { kind: "submit", order: one } }),
  });
  commands.apply({ id: "facts", body: { kind: "marketFacts", facts } });
  const candidates = specs.map((spec) => order(spec, "99.98"));
  const judge = (rounds: number): void => {
    for (let i = 0; i < rounds; i++) {
      const why = orderDesk.refusalOf(candidates[i % INSTRUMENTS] ?? order(specs[0] as InstrumentSpec), "manual");
      if (why !== null) throw new RangeError(`the bench's order was refused: ${why.text}`);
    }
  };
  judge(Math.ceil(count / 10));
  const stop = watchCpu();
  judge(count);
  return (stop().cpuSeconds * 1e6) / count;
}

/** The same rows with their seconds, and within one second. */
function secondRows(messages: number): BenchRow[] {
  const block = randomMarket({ seed: 1, messages, instruments: INSTRUMENTS, hasLatePrints: false });
  const first = block.receivedAt[0] ?? 0;
  const seconds = ((block.receivedAt[block.length - 1] ?? first) - first) / MICROS_PER_SECOND;
  const pressed = squeezed(block, 0.9 / seconds);
  const cost = (rows: MarketBlock) => Math.min(...times(ROUNDS, () => eventSeconds(rows)));
  const [full, bare] = [cost(block), cost(pressed)];
  const perSecond = ((full - bare) * 1e6) / seconds;
  const data = `${block.length} events over ${Math.round(seconds)} s, ${INSTRUMENTS} instruments held; best of ${ROUNDS}`;
  return [
    row("risk.second", "Breakers, exits, gauges and equity, each whole second", {
      value: perSecond,
      unit: "µs",
      aim: null,
      data,
    }),
    row("risk.event", `Of that, for each of ${EVENTS_A_SECOND} market events in a second`, {
      value: (perSecond * 1_000) / EVENTS_A_SECOND,
      unit: "ns",
      aim: null,
      data,
    }),
  ];
}

function eventSeconds(block: MarketBlock): number {
  const engine = Engine.create(settings, () => []);
  fill({
    applyBlock: (rows) => engine.applyBlock(rows),
    submit: (one, id) => engine.applyCommand({ id, body: { kind: "submit", order: one } }, engine.now()),
  });
  engine.applyCommand({ id: "facts", body: { kind: "marketFacts", facts } }, atMillis(1_600));
  engine.drainEffects();
  const stop = watchCpu();
  applyWithTimers(engine, block);
  engine.drainEffects();
  return stop().cpuSeconds;
}

/** Time pressed together towards three seconds after the start. */
function squeezed(block: MarketBlock, factor: number): MarketBlock {
  const from = T0 + 3 * MICROS_PER_SECOND;
  const press = (at: number) => from + Math.floor((at - T0) * factor);
  return { ...block, exchangeAt: block.exchangeAt.map(press), receivedAt: block.receivedAt.map(press) };
}
