/** A desk's engine on hand-written markets, for tests: settings with plain numbers, and effects by kind. */
import { parseAtoms } from "@/server/domain/atoms";
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import {
  DESK_SETTINGS_VERSION,
  type DeskSettings,
  type ExecutionSettings,
  type LatencySettings,
} from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { type InstrumentInput, type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { Fill, Order, OrderDraft } from "@/server/domain/order";
import { parseSteps } from "@/server/domain/steps";
import { ticks } from "@/server/domain/ticks";
import { Engine } from "@/server/engine/kernel/engine";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { atMillis, type MarketBuilder, market } from "./market-builder";
import { WIDE_RISK } from "./wide-risk";

/** Tick 0.01 USDT, lot 0.01, 0.1 % fees, 10 USDT at least: one tick of one lot is 10,000 atoms. */
export const testSpec = (change: Partial<InstrumentInput> = {}): InstrumentSpec =>
  instrument({
    venueId: "test",
    symbol: "ABC/USDT",
    venueSymbol: "ABCUSDT",
    base: "ABC",
    quote: "USDT",
    version: 1,
    tickSize: "0.01",
    lotSize: "0.01",
    minNotional: "10",
    makerFeePpm: 1_000,
    takerFeePpm: 1_000,
    ...change,
  });

export const ABC = testSpec();
export const XYZ = testSpec({ symbol: "XYZ/USDT", venueSymbol: "XYZUSDT", base: "XYZ" });

/** A latency that is always the same. */
export const fixedLatency = (millis: number): LatencySettings => ({
  minMicros: millis * 1_000,
  maxMicros: millis * 1_000,
  spikeShare: 0,
  spikeFactorMin: 1,
  spikeFactorMax: 1,
});

/** No bands, impact, venue limits or outages: what a test wants of them it says. */
export const testExecution = (change: Partial<ExecutionSettings> = {}): ExecutionSettings => ({
  bands: null,
  latencyTable: null,
  impact: null,
  fees: null,
  venueOrdersPer10s: null,
  outages: [],
  requestTimeoutMicros: 10_000_000,
  cancelRetriesMax: 3,
  margin: { mode: "isolated", leverage: 1 },
  ...change,
});

/** 10,000 USDT, 10 ms to the venue, 5 ms back, log queues, and no cap on positions but the cash. */
export const testSettings = (change: Partial<DeskSettings> = {}): DeskSettings => ({
  instruments: [ABC],
  openingBalanceAtoms: parseAtoms("10000"),
  seed: 1,
  entryLatency: fixedLatency(10),
  responseLatency: fixedLatency(5),
  queueModel: { kind: "log" },
  risk: WIDE_RISK,
  strategies: [],
  watermarkMicros: 250_000,
  execution: testExecution(),
  version: DESK_SETTINGS_VERSION,
  ...change,
});

type OrderWish = Readonly<{
  side: "buy" | "sell";
  size: string;
  /** Absent for a market order. */
  price?: string;
  tif?: OrderDraft["timeInForce"];
  postOnly?: boolean;
  spec?: InstrumentSpec;
}>;

export const draft = ({ side, size, price, tif = "GTC", postOnly = false, spec = ABC }: OrderWish): OrderDraft => ({
  instrumentId: spec.id,
  side,
  type: price === undefined ? "market" : "limit",
  timeInForce: tif,
  postOnly,
  limitTicks: price === undefined ? null : ticks(parseSteps(price, spec.tickSize)),
  sizeLots: lots(parseSteps(size, spec.lotSize)),
});

type EffectOf<K extends Effect["kind"]> = Extract<Effect, { kind: K }>;

/** Feeds an engine and keeps what comes out of it. */
export class EngineRun {
  engine: Engine;
  readonly market: MarketBuilder;
  readonly effects: Effect[] = [];
  #commands = 0;

  constructor(settings: DeskSettings = testSettings(), strategies: readonly Strategy[] = []) {
    this.engine = Engine.create(settings, () => strategies);
    this.market = market(...settings.instruments);
  }

  /** Applies the rows that `write` adds. */
  feed(write: (market: MarketBuilder) => unknown): this {
    write(this.market);
    this.engine.applyBlock(this.market.take());
    return this.#drain();
  }

  command(millis: number, body: CommandBody, id = `cmd-${++this.#commands}`): CommandOutcome {
    this.engine.applyCommand({ id, body }, atMillis(millis));
    this.#drain();
    const outcome = this.of("command").findLast(({ outcome: { commandId } }) => commandId === id)?.outcome;
    if (!outcome) throw new Error(`command ${id} had no outcome`);
    return outcome;
  }

  /** Submits by hand. @returns the order's id */
  submit(millis: number, wish: OrderWish): string {
    const { orderId } = this.command(millis, { kind: "submit", order: draft(wish) });
    if (orderId === null) throw new Error("the order was refused for its instrument");
    return orderId;
  }

  timer(millis: number): this {
    this.engine.applyTimer(atMillis(millis));
    return this.#drain();
  }

  restart(millis: number): this {
    this.engine.applyRestart(atMillis(millis));
    return this.#drain();
  }

  of<K extends Effect["kind"]>(kind: K): EffectOf<K>[] {
    return this.effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
  }

  /** The order as last said. */
  order(id: string): Order {
    const last = this.of("order").findLast(({ order }) => order.id === id);
    if (!last) throw new Error(`order ${id} was never said`);
    return last.order;
  }

  fills(orderId?: string): Fill[] {
    const fills = this.of("fill").map(({ fill }) => fill);
    return orderId === undefined ? fills : fills.filter((fill) => fill.orderId === orderId);
  }

  #drain(): this {
    this.effects.push(...this.engine.drainEffects());
    return this;
  }
}
