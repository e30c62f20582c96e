/** Calls the strategies, and does for them what they ask through their context. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Order, OrderOrigin } from "@/server/domain/order";
import type { RiskMeasures } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { StrategyView } from "@/server/domain/views";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import { EngineInvariantError } from "@/server/engine/kernel/invariant-error";
import type { Wake } from "@/server/engine/kernel/scheduler";
import type { Parents } from "@/server/engine/orders/algos/parents";
import type { OrderListener } from "@/server/engine/orders/apply-report";
import type { DeskOrders } from "@/server/engine/orders/desk-orders";
import type { OrderDesk } from "@/server/engine/orders/order-desk";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { TradeRecords } from "@/server/engine/portfolio/trade-records";
import { staleness } from "@/server/engine/risk/checks/stale-data";
import { reason } from "@/server/engine/risk/reason";
import type { Outlook } from "@/server/engine/risk/risk-input";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import { probeDraft } from "./entry-probe";
import type { Predictions } from "./predictions";
import type { MarketCursor, SavedParts, Strategy, StrategyContext } from "./strategy";
import { strategySize } from "./strategy-sizing";

export type StrategyHostDeps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  wake: Wake;
  settings: DeskSettings;
  risk: RiskTerms;
  outlook: Outlook;
  markets: readonly InstrumentMarket[];
  gate: TradingGate;
  orders: DeskOrders;
  portfolio: Portfolio;
  records: TradeRecords;
  measures: () => RiskMeasures;
  predictions: Predictions;
  strategies: readonly Strategy[];
  /** Late bound: the desk tells the host of its orders, and the host sends orders through the desk. */
  orderDesk: () => OrderDesk;
  parents: () => Parents;
  /** Takes back what a strategy that failed has working and may add risk. */
  onFailed: (strategy: string, text: string) => void;
}>;

type Slot = {
  readonly strategy: Strategy;
  readonly origin: OrderOrigin;
  readonly context: StrategyContext;
  /** Not of the settings, and never switched on: it is offered, and in no checkpoint. */
  isSpare: boolean;
  enabled: boolean;
  /** In which call it threw, and what; it is not called again until it is switched on. */
  failure: string | null;
  lastSignal: Signal | null;
};

export type StrategyHostState = Readonly<{
  signalSeq: number;
  refused: readonly Order[];
  slots: readonly Readonly<{
    name: string;
    enabled: boolean;
    failure: string | null;
    lastSignal: Signal | null;
    state: unknown;
  }>[];
}>;

export class StrategyHost implements OrderListener {
  readonly #deps: StrategyHostDeps;
  readonly #slots: readonly Slot[];
  /** Refusals, told at the next event: within the same call a strategy that answers each one would never end. */
  #refused: Order[] = [];
  #signalSeq = 0;
  #enabledCount = 0;
  /** True while a summary is asked for: looking must not trade. */
  #isLooking = false;

  constructor(deps: StrategyHostDeps) {
    this.#deps = deps;
    this.#slots = deps.strategies.map((strategy) => this.#slot(strategy));
    this.#count();
  }

  /** Strategies decide now: they are called for rows and timers. */
  get isActive(): boolean {
    return this.#enabledCount > 0 && this.#deps.gate.strategiesRun;
  }

  get isAnyOff(): boolean {
    return this.#slots.some(({ enabled, isSpare }) => !enabled && !isSpare);
  }

  /** Of a strategy that is switched off, by hand or by its failure. */
  isOff(origin: OrderOrigin): boolean {
    return this.#slots.some((slot) => slot.origin === origin && !slot.enabled);
  }

  get hasRefusals(): boolean {
    return this.#refused.length > 0;
  }

  onMarket(row: MarketCursor): void {
    // Not through `#each`: a closure per row would be allocated.
    for (const slot of this.#slots) {
      if (!slot.enabled) continue;
      try {
        slot.strategy.onMarket(slot.context, row);
      } catch (error) {
        this.#failed(slot, "onMarket", error);
      }
    }
  }

  onTimer(): void {
    this.#each("onTimer", (slot) => slot.enabled && slot.strategy.onTimer(slot.context));
  }

  onPrediction(prediction: Prediction): void {
    this.#each("onPrediction", (slot) => slot.enabled && slot.strategy.onPrediction?.(slot.context, prediction));
  }

  /** Also while paused: a strategy must know what became of its orders. */
  onOrder(order: Order): void {
    this.#each("onOrder", (slot) => slot.origin === order.origin && slot.strategy.onOrder(slot.context, order));
  }

  onFill(fill: Fill, order: Order): void {
    this.#each("onFill", (slot) => slot.origin === order.origin && slot.strategy.onFill(slot.context, fill));
  }

  onGap(instrument: number | null): void {
    this.#each("onGap", (slot) => !slot.isSpare && slot.strategy.onGap(slot.context, instrument));
  }

  tellRefusals(): void {
    const refused = this.#refused;
    this.#refused = [];
    for (const order of refused) this.onOrder(order);
  }

  /** A spare one is of the desk from its first time on. @returns false when there is no such strategy */
  setEnabled(name: string, enabled: boolean): boolean {
    const slot = this.#slots.find(({ strategy }) => strategy.name === name);
    if (!slot || (slot.isSpare && !enabled)) return false;
    slot.isSpare = false;
    const wasOff = !slot.enabled;
    slot.enabled = enabled;
    if (enabled) slot.failure = null;
    this.#count();
    // What it missed while off is a hole in its windows.
    if (enabled && wasOff) this.#call(slot, "onGap", () => slot.strategy.onGap(slot.context, null));
    return true;
  }

  get names(): string[] {
    return this.#slots.map(({ strategy }) => strategy.name);
  }

  /** Those of the settings, and of the spare ones any that were switched on, in this order. */
  isMadeOf(names: readonly string[]): boolean {
    const wanted = this.#slots.filter(({ strategy, isSpare }) => !isSpare || names.includes(strategy.name));
    return wanted.map(({ strategy }) => strategy.name).join() === names.join();
  }

  views(): StrategyView[] {
    return this.#slots.map((slot) => ({
      name: slot.strategy.name,
      enabled: slot.enabled,
      summary: this.#summary(slot),
      lastSignal: slot.lastSignal,
    }));
  }

  save(parts: SavedParts): StrategyHostState {
    return {
      signalSeq: this.#signalSeq,
      refused: this.#refused,
      slots: this.#own().map(({ strategy, enabled, failure, lastSignal }) => ({
        name: strategy.name,
        enabled,
        failure,
        lastSignal,
        state: strategy.save(parts) ?? null,
      })),
    };
  }

  load(saved: StrategyHostState): void {
    this.#signalSeq = saved.signalSeq;
    this.#refused = [...saved.refused];
    for (const slot of this.#slots) {
      const from = saved.slots.find(({ name }) => name === slot.strategy.name);
      if (!from) continue;
      slot.isSpare = false;
      slot.enabled = from.enabled;
      slot.failure = from.failure;
      slot.lastSignal = from.lastSignal;
      slot.strategy.restore(from.state);
    }
    this.#count();
  }

  #own(): readonly Slot[] {
    return this.#slots.filter(({ isSpare }) => !isSpare);
  }

  #slot(strategy: Strategy): Slot {
    const origin: OrderOrigin = `strategy:${strategy.name}`;
    const given = this.#deps.settings.strategies.find(({ name }) => name === strategy.name);
    const slot: Slot = {
      strategy,
      origin,
      isSpare: given === undefined,
      enabled: given?.enabled ?? false,
      failure: null,
      lastSignal: null,
      context: this.#context(origin, () => slot),
    };
    return slot;
  }

  #context(origin: OrderOrigin, slot: () => Slot): StrategyContext {
    const { clock, settings, risk, outlook, markets, gate, orders, portfolio, predictions } = this.#deps;
    const { instruments } = settings;
    const market = (instrument: number): InstrumentMarket =>
      markets[instrument] ?? clock.fail(`${origin} asked for instrument ${instrument}, which is not traded here`);
    return {
      now: () => clock.micros(),
      instruments,
      book: (instrument) => market(instrument).book,
      positionLots: (instrument) => portfolio.heldLots(market(instrument).index),
      working: (instrument) => orders.listOf(origin, market(instrument).spec.id),
      equityAtoms: () => portfolio.equityAtoms(),
      isOpen: (instrument) =>
        gate.state === "ACTIVE" &&
        gate.strategiesRun &&
        outlook.isBlocked(market(instrument).spec.id, origin) === null &&
        staleness(market(instrument), clock.now, risk.settings) === null,
      entryRefusal: (instrument, intent) => {
        const draft = probeDraft(market(instrument), intent);
        if (!draft) return reason("stale_data", "there is no price to enter at");
        return this.#deps.orderDesk().refusalOf(draft, origin);
      },
      size: (instrument, request) =>
        strategySize({ ...this.#deps, instruments }, market(instrument), { strategy: slot().strategy.name, request }),
      submit: (draft, note) => {
        this.#assertNotLooking(origin);
        this.#tellPredictions(draft.instrumentId);
        const { orderId, order } = this.#deps.orderDesk().submit(draft, { origin, commandId: null, note });
        if (orderId === null) return clock.fail(`${origin} ordered ${draft.instrumentId}, which is not traded here`);
        if (order?.state === "REJECTED") this.#refuse(order);
        return orderId;
      },
      cancel: (orderId, note) => {
        this.#assertNotLooking(origin);
        const desk = orders.find(orderId);
        // It may have been closed a moment ago, which its owner learns of in time.
        if (!desk) return;
        if (desk.order.origin !== origin) clock.fail(`${origin} cancelled ${orderId}, which is not its own`);
        this.#deps.orderDesk().cancel(orderId, reason("cancelled_by_strategy", note));
      },
      startParent: (draft) => {
        this.#assertNotLooking(origin);
        this.#tellPredictions(draft.instrumentId);
        return this.#deps.parents().start(draft, { origin, commandId: null });
      },
      cancelParent: (parentId, note) => {
        this.#assertNotLooking(origin);
        const isOwn = this.#deps
          .parents()
          .views()
          .some((parent) => parent.id === parentId && parent.origin === origin);
        if (isOwn) this.#deps.parents().cancel(parentId, reason("cancelled_by_strategy", note));
      },
      prediction: (model, instrument) => predictions.championOf(model, market(instrument).index),
      predictions: (instrument) => predictions.of(market(instrument).index),
      signal: (signal) => {
        this.#assertNotLooking(origin);
        const { name } = slot().strategy;
        const said: Signal = { ...signal, seq: ++this.#signalSeq, at: micros(clock.now), strategy: name };
        slot().lastSignal = said;
        this.#deps.effects.emit({ kind: "signal", signal: said });
      },
    };
  }

  /** What an order goes by is kept with it; the base lane tells, for the others hear the same. */
  #tellPredictions(instrumentId: string): void {
    const { effects, predictions } = this.#deps;
    if (!effects.isSeen) return;
    for (const prediction of predictions.takeUntold(instrumentId)) effects.emit({ kind: "prediction", prediction });
  }

  #refuse(order: Order): void {
    this.#refused.push(order);
    this.#deps.wake.notify(this.#deps.clock.now);
  }

  #assertNotLooking(origin: OrderOrigin): void {
    if (this.#isLooking) this.#deps.clock.fail(`${origin} acted while it was only asked for its summary`);
  }

  #summary(slot: Slot): string {
    if (slot.failure !== null) return `failed in ${slot.failure}; off until it is switched on`;
    this.#isLooking = true;
    try {
      return slot.strategy.summary(slot.context);
    } catch (error) {
      if (error instanceof EngineInvariantError) throw error;
      // Looking changes nothing, not even for a strategy that cannot be looked at.
      return `cannot say what it waits for: ${textOf(error)}`;
    } finally {
      this.#isLooking = false;
    }
  }

  #count(): void {
    this.#enabledCount = this.#slots.filter(({ enabled }) => enabled).length;
  }

  #each(what: string, call: (slot: Slot) => unknown): void {
    for (const slot of this.#slots) this.#call(slot, what, call);
  }

  #call(slot: Slot, what: string, call: (slot: Slot) => unknown): void {
    if (slot.failure !== null) return;
    try {
      call(slot);
    } catch (error) {
      this.#failed(slot, what, error);
    }
  }

  /** It switches itself off, and the desk goes on: nobody could kill a desk that its strategy has stopped. */
  #failed(slot: Slot, what: string, error: unknown): void {
    if (error instanceof EngineInvariantError) throw error;
    const { gate, onFailed } = this.#deps;
    const { name } = slot.strategy;
    slot.enabled = false;
    slot.failure = `${what}: ${textOf(error)}`;
    this.#count();
    const text = `Strategy ${name} failed in ${slot.failure}; it is switched off and its entries are taken back`;
    gate.record({ kind: "strategy_failed", cause: slot.origin, text, from: "on", to: "off" });
    onFailed(name, `${name} failed`);
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
