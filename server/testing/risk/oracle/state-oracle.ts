/**
 * The trading state, the breakers and the settings as the desk tells of them: each change goes on from the one before,
 * has a number after the last and a cause that exists; and what the desk says it is in is what these changes came to.
 */
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import type { BreakerKind, RiskSettings, RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { Breaker, BreakerEvent } from "@/server/domain/risk/risk-view";
import type { RiskEvent, TradingState } from "@/server/domain/trading-state";
import type { Engine } from "@/server/engine/kernel/engine";
import { must } from "./violation";

/** What an open breaker asks of the whole desk; null: it is for one instrument or strategy. */
const DEMANDS: Readonly<Record<BreakerKind, TradingState | null>> = {
  daily_loss: "REDUCING",
  drawdown_reduce: "REDUCING",
  drawdown_close: "HALTED",
  consecutive_losses: "REDUCING",
  volatility: null,
  data: null,
  heartbeat: "REDUCING",
};
/** Events between two looks at what the desk says of itself. */
const LOOK_EVERY = 25;
const STRICTNESS: readonly TradingState[] = ["ACTIVE", "REDUCING", "HALTED"];

const demandOf = ({ kind, instrumentId, strategy }: Breaker): TradingState =>
  (instrumentId === null && strategy === null && DEMANDS[kind]) || "ACTIVE";

export class StateOracle {
  readonly #commands = new Map<string, CommandBody>();
  readonly #open = new Map<string, Breaker>();
  readonly #opened = new Set<string>();
  readonly #kept = new Set<string>();
  #settings: RiskSettings;
  #version = 0;
  #riskSeq = 0;
  #breakerSeq = 0;
  #hand: TradingState = "ACTIVE";
  #events = 0;
  #isChanged = false;
  state: TradingState = "ACTIVE";
  /** Changes of the trading state so far. */
  changes = 0;

  constructor(first: RiskSettings) {
    this.#settings = first;
  }

  get settings(): RiskSettings {
    return this.#settings;
  }

  get open(): readonly Breaker[] {
    return [...this.#open.values()];
  }

  /** Kinds that opened at least once. */
  get kindsSeen(): ReadonlySet<string> {
    return new Set([...this.#opened].map((id) => id.split(":")[0] ?? id));
  }

  /** Before the engine gets it. */
  command(id: string, body: CommandBody): void {
    this.#commands.set(id, body);
  }

  outcome({ commandId, accepted }: CommandOutcome): void {
    this.#isChanged = true;
    const body = this.#commands.get(commandId);
    must("an outcome has its command", body !== undefined, commandId);
    if (!body || !accepted) return;
    if (body.kind === "setTradingState") this.#hand = body.state;
    else if (body.kind === "resume") this.#hand = "ACTIVE";
    else if (body.kind === "kill") this.#hand = "HALTED";
    else if (body.kind === "setRisk")
      must(
        "an accepted change is told",
        this.#settings === body.settings || same(this.#settings, body.settings),
        commandId,
      );
  }

  risk(event: RiskEvent): void {
    this.#isChanged = true;
    must("risk events have no holes", event.seq === this.#riskSeq + 1, `${event.seq} after ${this.#riskSeq}`);
    this.#riskSeq = event.seq;
    must("a risk event says something", event.text.length > 3 && event.cause.length > 0, JSON.stringify(event));
    if (event.kind !== "trading_state") return;
    const { from, to, cause, seq } = event;
    must(
      "a state follows from the one before",
      from === this.state && to !== from,
      `${seq}: ${from} after ${this.state}`,
    );
    must("a state has a cause that exists", this.#isCause(cause), `${seq}: ${from} to ${to} by ${cause}`);
    this.state = to as TradingState;
    this.changes++;
  }

  breaker({ seq, breaker, from, to, cause }: BreakerEvent): void {
    this.#isChanged = true;
    must("breaker events have no holes", seq === this.#breakerSeq + 1, `${seq} after ${this.#breakerSeq}`);
    this.#breakerSeq = seq;
    const was = this.#open.has(breaker.id) ? "open" : "armed";
    // One that may not arm itself yet says so, once.
    const says = to === "open" && from === "open" && !this.#kept.has(breaker.id);
    must(
      "a breaker follows from before",
      from === was && (to !== from || says),
      `${breaker.id}: ${from} to ${to}, was ${was}`,
    );
    if (says) this.#kept.add(breaker.id);
    else this.#kept.delete(breaker.id);
    must("a breaker is what it became", breaker.state === to, `${breaker.id}: ${breaker.state}, ${to}`);
    if (to === "open") this.#open.set(breaker.id, breaker);
    else this.#open.delete(breaker.id);
    this.#opened.add(breaker.id);
    must("a breaker has a cause that exists", this.#isCause(cause), `${breaker.id}: ${cause}`);
  }

  settingsChange({ version, commandId, settings, diff }: RiskSettingsChange): void {
    this.#isChanged = true;
    must("versions have no holes", version === this.#version + 1, `${version} after ${this.#version}`);
    this.#version = version;
    const isFirst = version === 1;
    const body = commandId === null ? null : this.#commands.get(commandId);
    const isExplained = isFirst || (body?.kind === "setRisk" && same(body.settings, settings));
    must("settings change by a command", isExplained, `version ${version} by ${commandId}`);
    must("the diff says whether anything changed", isFirst || diff.length > 0, `version ${version}`);
    this.#settings = settings;
  }

  /** After all effects of an event. Nothing that was not told may have changed meanwhile, so now and then is enough. */
  settled(engine: Engine): void {
    const isDue = this.#isChanged || this.#events++ % LOOK_EVERY === 0;
    if (!isDue) return;
    this.#isChanged = false;
    const view = engine.riskView();
    const demands = this.open.map(demandOf);
    const wanted = [this.#hand, ...demands].reduce((a, b) => (strictness(a) >= strictness(b) ? a : b));
    const told = this.open.map(({ id }) => id).join(", ");
    must(
      "the state is the strictest asked for",
      this.state === wanted,
      `${this.state}, by hand ${this.#hand}, open: ${told}`,
    );
    must("the state is what was told", view.tradingState === this.state, `${view.tradingState}, told ${this.state}`);
    must("the hand's state is what was set", view.handState === this.#hand, `${view.handState}, set ${this.#hand}`);
    const open = view.breakers.filter(({ state }) => state === "open").map(({ id }) => id);
    must(
      "open breakers are those told of",
      same(open.toSorted(), [...this.#open.keys()].toSorted()),
      `${open.join(", ")}, told ${told}`,
    );
    must("the version is the one told", view.version === this.#version || this.#version === 0, `${view.version}`);
  }

  #isCause(cause: string): boolean {
    const rule = cause.replace(/^rearm\./, "").split(":")[0] ?? "";
    return this.#commands.has(cause) || cause === "risk_settings" || Object.hasOwn(DEMANDS, rule);
  }
}

const strictness = (state: TradingState): number => STRICTNESS.indexOf(state);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
