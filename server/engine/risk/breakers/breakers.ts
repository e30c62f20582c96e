/**
 * The desk's breakers: opened when a number is reached, armed again as the settings say. Looked at each whole second
 * and after fills, in every lane; what an open one asks for goes through the gate and `BreakerActs`.
 */

import type { DeskSettings } from "@/server/domain/desk-settings";
import { micros } from "@/server/domain/micros";
import type { OrderOrigin, Reason } from "@/server/domain/order";
import type { BreakerKind } from "@/server/domain/risk/risk-settings";
import type { Breaker, BreakerState } from "@/server/domain/risk/risk-view";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import type { Portfolio } from "@/server/engine/portfolio/portfolio";
import type { EquityWatch } from "@/server/engine/risk/equity-watch";
import { reason } from "@/server/engine/risk/reason";
import type { RiskTerms } from "@/server/engine/risk/risk-terms";
import type { TradingGate } from "@/server/engine/risk/trading-gate";
import type { BreakerRule, Look, Measured } from "./breaker-rule";
import { demandOf, type Guard, guardsOf } from "./guards";
import { rearmAt } from "./rearming";

/** What opening one does besides the trading state. */
export type BreakerActs = Readonly<{
  /** Takes back what the state in force no longer allows; `wereRunning`: strategies decided until now. */
  stateChanged: (wereRunning: boolean) => void;
  closeAll: (cause: string, text: string) => void;
  stopInstrument: (instrument: number, text: string) => void;
  stopStrategy: (strategy: string, text: string) => void;
}>;

type Open = Readonly<{
  id: string;
  kind: BreakerKind;
  instrumentId: string | null;
  strategy: string | null;
  since: number;
  /** Re-arming counts from here: from its opening, or from when it was last kept open. */
  from: number;
  isExtended: boolean;
  value: string;
  limit: string;
  text: string;
}>;

export type BreakersState = Readonly<{
  seq: number;
  listensSince: number;
  open: readonly Open[];
  armedAt: Readonly<Record<string, number>>;
  /** What a strategy had made of its day when its breaker was armed by hand. */
  strategyFrom: Readonly<Record<string, Readonly<{ day: number; atoms: bigint }>>>;
}>;

export type BreakersDeps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  gate: TradingGate;
  risk: RiskTerms;
  markets: readonly InstrumentMarket[];
  settings: Pick<DeskSettings, "strategies">;
  portfolio: Portfolio;
  equityWatch: EquityWatch;
  gaugeOf: Look["gaugeOf"];
  strategyDayAtoms: Look["strategyDayAtoms"];
  /** Late bound: what acts sends orders, and orders ask here whether they may. */
  acts: () => BreakerActs;
}>;

const DAY_MICROS = 86_400_000_000;

export class Breakers {
  readonly #deps: BreakersDeps;
  #seq = 0;
  #listensSince = 0;
  /** By id, oldest first. */
  #open = new Map<string, Open>();
  #armedAt: Record<string, number> = {};
  #strategyFrom: Record<string, Readonly<{ day: number; atoms: bigint }>> = {};

  constructor(deps: BreakersDeps) {
    this.#deps = deps;
  }

  /** The desk begins to hear the market now. */
  listen(at: number): void {
    this.#listensSince = at;
  }

  /**
   * The desk was away until `at`, and what it could not hear is nobody's silence: it goes on from where it was. To be
   * told before that time passes.
   */
  restarted(at: number): void {
    const { now } = this.#deps.clock;
    if (at > now) this.#listensSince = at - (now - this.#lastLife());
  }

  /** Last sign of life of the collector, µs; null while there was none. */
  get heardAt(): number | null {
    let last = Number.NEGATIVE_INFINITY;
    for (const { lastEventAt, lastBeatAt } of this.#deps.markets) last = Math.max(last, lastEventAt, lastBeatAt);
    return Number.isFinite(last) ? last : null;
  }

  get isAnyOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Open ones, oldest first. */
  openOnes(): Breaker[] {
    return [...this.#open.values()].map((open) => this.#asBreaker(open));
  }

  /** Why no new risk may be taken on the instrument by this origin; of the whole desk the trading state says it. */
  isBlocked(instrumentId: string, origin: OrderOrigin): Reason | null {
    for (const { instrumentId: where, strategy, value, limit, text } of this.#open.values()) {
      const isConcerned = where === instrumentId || (strategy !== null && origin === `strategy:${strategy}`);
      if (isConcerned) return reason("breaker", `${text}: no new risk is taken there`, { value, limit });
    }
    return null;
  }

  /** Measures all, opens what is reached, arms what may. */
  look(): void {
    const look = this.#look();
    const guards = this.#guards();
    for (const guard of guards) {
      const open = this.#open.get(guard.id);
      const measured = guard.rule.measure(this.#adjusted(look), guard.subject);
      if (open) this.#mayArm(open, guard.rule, measured);
      else if (measured.isReached === true) this.#trip(guard, measured);
    }
    for (const open of this.#open.values()) {
      if (!guards.some(({ id }) => id === open.id)) this.#arm(open, "risk_settings", `${open.id} is no longer watched`);
    }
  }

  /** By a person. @returns why it cannot be armed */
  rearm(id: string, commandId: string, why: string): Reason | null {
    const open = this.#open.get(id);
    const guard = this.#guards().find((one) => one.id === id);
    if (!guard) return reason("breaker", `there is no breaker ${id}`, { value: id });
    if (!open) return reason("breaker", `${id} is armed already`, { value: "armed" });
    const { isReached, words } = guard.rule.measure(this.#adjusted(this.#look()), guard.subject);
    if (guard.rule.isOutside && isReached === true) {
      const { value, limit, text } = words();
      return reason("breaker", `${id} cannot be armed while its cause lasts: ${text}`, { value, limit });
    }
    this.#restart(open);
    this.#arm(open, commandId, `${id} armed by hand: ${why}`);
    return null;
  }

  /** Armed ones too, with what they measure now; looking changes nothing. */
  views(): Breaker[] {
    const look = this.#adjusted(this.#look());
    const guards = this.#guards();
    // Of a strategy that the settings no longer name: open until the next look.
    const unwatched = this.openOnes().filter((open) => !guards.some(({ id }) => id === open.id));
    const watched = guards.map(({ id, rule, subject }) => {
      const open = this.#open.get(id);
      if (open) return this.#asBreaker(open);
      const { kind } = rule;
      const since = micros(this.#armedAt[id] ?? this.#listensSince);
      const { market, strategy } = subject;
      const of = { id, kind, instrumentId: market?.spec.id ?? null, strategy };
      return { ...of, state: "armed" as const, since, rearmsAt: null, ...rule.measure(look, subject).words() };
    });
    return [...watched, ...unwatched];
  }

  save(): BreakersState {
    return {
      seq: this.#seq,
      listensSince: this.#listensSince,
      open: [...this.#open.values()],
      armedAt: this.#armedAt,
      strategyFrom: this.#strategyFrom,
    };
  }

  load(state: BreakersState): void {
    this.#seq = state.seq;
    this.#listensSince = state.listensSince;
    this.#open = new Map(state.open.map((open) => [open.id, open]));
    this.#armedAt = { ...state.armedAt };
    this.#strategyFrom = { ...state.strategyFrom };
  }

  #guards(): readonly Guard[] {
    const { markets, risk, settings } = this.#deps;
    const strategies = settings.strategies.map(({ name }) => name);
    return guardsOf({ markets, strategies, withOwnLoss: Object.keys(risk.settings.strategies) });
  }

  #look(): Look {
    const { clock, risk, markets, portfolio, equityWatch, gaugeOf } = this.#deps;
    const spec = markets[0]?.spec ?? clock.fail("a desk without instruments");
    return {
      now: clock.now,
      risk: risk.settings,
      facts: risk.facts,
      spec,
      equityAtoms: portfolio.equityAtoms(),
      peakAtoms: equityWatch.peakAtoms,
      dayBaseAtoms: equityWatch.dayBaseAtoms,
      losingStreak: (strategy) => equityWatch.losingStreak(strategy),
      heardAt: this.#lastLife(),
      listensSince: this.#listensSince,
      gaugeOf,
      strategyDayAtoms: (strategy) => this.#strategyDay(strategy),
    };
  }

  #lastLife(): number {
    return Math.max(this.heardAt ?? this.#listensSince, this.#listensSince);
  }

  /** What opening or arming an earlier one changed is seen by the next. */
  #adjusted(look: Look): Look {
    const { equityWatch } = this.#deps;
    const { peakAtoms, dayBaseAtoms } = equityWatch;
    return { ...look, peakAtoms, dayBaseAtoms };
  }

  #strategyDay(strategy: string): bigint {
    const { clock, strategyDayAtoms } = this.#deps;
    const from = this.#strategyFrom[strategy];
    const isToday = from?.day === Math.floor(clock.now / DAY_MICROS);
    return strategyDayAtoms(strategy) - (isToday ? from.atoms : 0n);
  }

  #trip({ id, rule, subject }: Guard, { words }: Measured): void {
    const { clock, acts } = this.#deps;
    const { market, strategy } = subject;
    const since = clock.now;
    const of = { id, kind: rule.kind, instrumentId: market?.spec.id ?? null, strategy };
    const open: Open = { ...of, since, from: since, isExtended: false, ...words() };
    this.#open.set(id, open);
    this.#say(open, { from: "armed", to: "open", cause: rule.kind, text: open.text });
    this.#demand(id, open.text);
    if (rule.demands === "HALTED") acts().closeAll(id, open.text);
    if (market) acts().stopInstrument(market.index, open.text);
    if (strategy !== null) acts().stopStrategy(strategy, open.text);
  }

  #mayArm(open: Open, { kind }: BreakerRule, { isReached, words }: Measured): void {
    const { clock, risk } = this.#deps;
    const setting = risk.settings.rearm[kind];
    const at = rearmAt(setting, open.from);
    if (at === null || clock.now < at) return;
    // Losses in a row do not end by waiting: the wait is the remedy, and they are counted anew.
    if (kind === "consecutive_losses" || isReached === false) {
      if (kind === "consecutive_losses") this.#restart(open);
      return this.#arm(
        open,
        `rearm.${kind}`,
        `${open.id} armed again ${setting.kind === "after" ? "after its time" : "with the new day"}`,
      );
    }
    const kept = { ...open, from: clock.now, isExtended: true };
    this.#open.set(open.id, kept);
    if (open.isExtended) return;
    const text = `${open.id} stays open: ${isReached === null ? "whether its cause is over cannot be known" : words().text}`;
    this.#say(kept, { from: "open", to: "open", cause: kind, text });
  }

  #arm(open: Open, cause: string, text: string): void {
    this.#open.delete(open.id);
    this.#armedAt[open.id] = this.#deps.clock.now;
    this.#say(open, { from: "open", to: "armed", cause, text });
    this.#demand(cause, text);
  }

  /** What its number is counted from begins anew. */
  #restart({ kind, strategy }: Open): void {
    const { clock, equityWatch, strategyDayAtoms } = this.#deps;
    if (kind === "consecutive_losses") equityWatch.restartStreak(strategy);
    else if (strategy !== null) {
      const day = Math.floor(clock.now / DAY_MICROS);
      this.#strategyFrom[strategy] = { day, atoms: strategyDayAtoms(strategy) };
    } else if (kind === "daily_loss") equityWatch.restartDay();
    else if (kind === "drawdown_reduce" || kind === "drawdown_close") equityWatch.restartPeak();
  }

  /** Tells the gate the strictest that open ones ask for. */
  #demand(cause: string, text: string): void {
    const { gate, acts } = this.#deps;
    let strictest: Readonly<{ state: "REDUCING" | "HALTED"; text: string }> | null = null;
    for (const open of this.#open.values()) {
      const state = demandOf(open.id);
      if (state && (strictest === null || (state === "HALTED" && strictest.state === "REDUCING")))
        strictest = { state, text: open.text };
    }
    const wereRunning = gate.strategiesRun;
    if (gate.setDemand(strictest, cause, text)) acts().stateChanged(wereRunning);
  }

  #say(open: Open, change: Readonly<{ from: BreakerState; to: BreakerState; cause: string; text: string }>): void {
    const { clock, effects, gate } = this.#deps;
    const { from, to, cause, text } = change;
    gate.record({ kind: "breaker", cause: open.id, text, from, to });
    const breaker: Breaker = { ...this.#asBreaker(open), state: to, text };
    const said = to === "armed" ? { ...breaker, since: clock.micros(), rearmsAt: null } : breaker;
    effects.emit({ kind: "breaker", event: { seq: ++this.#seq, at: clock.micros(), breaker: said, from, to, cause } });
  }

  #asBreaker({ id, kind, instrumentId, strategy, since, from, value, limit, text }: Open): Breaker {
    const at = rearmAt(this.#deps.risk.settings.rearm[kind], from);
    const rearmsAt = at === null ? null : micros(at);
    return { id, kind, instrumentId, strategy, state: "open", since: micros(since), rearmsAt, value, limit, text };
  }
}
