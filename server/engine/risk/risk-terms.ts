/** The risk settings in force, their version, and what the desk knows of its instruments' past. */

import type { Reason } from "@/server/domain/order";
import type { MarketFacts } from "@/server/domain/risk/market-facts";
import { looserPaths } from "@/server/domain/risk/risk-looser";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { unsoundRisk } from "@/server/domain/risk/risk-soundness";
import { settingsDiff } from "@/server/domain/risk/settings-diff";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import { reason } from "./reason";
import type { TradingGate } from "./trading-gate";

export type RiskTermsState = Readonly<{ version: number; settings: RiskSettings; facts: MarketFacts | null }>;

export type RiskChange = Readonly<{ settings: RiskSettings; baseVersion: number; why: string; commandId: string }>;

type Deps = Readonly<{
  clock: EngineClock;
  effects: EffectLog;
  gate: Pick<TradingGate, "record">;
  first: RiskSettings;
  /** Ids of the breakers that are open. */
  openBreakers: () => readonly string[];
}>;

/** Paths that a sentence names; of more it says how many. */
const NAMED_MAX = 3;

export class RiskTerms {
  readonly #deps: Deps;
  #state: RiskTermsState;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#state = { version: 1, settings: deps.first, facts: null };
  }

  get settings(): RiskSettings {
    return this.#state.settings;
  }

  get version(): number {
    return this.#state.version;
  }

  /** Null until the hourly job has told. */
  get facts(): MarketFacts | null {
    return this.#state.facts;
  }

  /** Says what the desk starts with. Once, at the first event. */
  open(): void {
    this.#emit({ commandId: null, why: "the desk was made", diff: [] });
  }

  /** @returns why the new version cannot come after the present one */
  set(change: RiskChange): Reason | null {
    const refusal = this.refusalOf(change);
    if (!refusal) this.apply(change);
    return refusal;
  }

  refusalOf({ settings, baseVersion }: Pick<RiskChange, "settings" | "baseVersion">): Reason | null {
    const { version, settings: before } = this.#state;
    if (baseVersion !== version) {
      const text = `the settings are at version ${version}, the change was made to version ${baseVersion}: look again`;
      return reason("risk_settings", text, { limit: String(version), value: String(baseVersion) });
    }
    const wrong = unsoundRisk(settings);
    if (wrong) return reason("risk_settings", wrong);
    if (settingsDiff(before, settings).length === 0) return reason("risk_settings", "nothing would change");
    return this.#looserRefusal(looserPaths(before, settings));
  }

  /** Without asking: an outer lane lives by what the base lane has accepted. */
  apply({ settings, why, commandId }: RiskChange): void {
    const { version, settings: before } = this.#state;
    const diff = settingsDiff(before, settings);
    this.#state = { ...this.#state, version: version + 1, settings };
    this.#emit({ commandId, why, diff });
    this.#deps.gate.record({
      kind: "risk_settings",
      cause: commandId,
      text: `Risk settings changed: ${named(diff.map(({ path, from, to }) => `${path} ${from || "–"} → ${to || "–"}`))}`,
      from: String(version),
      to: String(version + 1),
    });
  }

  learn(facts: MarketFacts): void {
    this.#state = { ...this.#state, facts };
  }

  save(): RiskTermsState {
    return this.#state;
  }

  load(state: RiskTermsState): void {
    this.#state = state;
  }

  /** While a breaker is open numbers may only be tightened. */
  #looserRefusal(paths: readonly string[]): Reason | null {
    const open = paths.length === 0 ? [] : this.#deps.openBreakers();
    if (open.length === 0) return null;
    const which = open.length === 1 ? `breaker ${open[0]} is` : `breakers ${open.join(", ")} are`;
    const text = `while the ${which} open nothing may be loosened: ${named(paths)}`;
    return reason("risk_settings", text, { limit: "no looser number", value: `${paths.length} looser` });
  }

  #emit(change: Readonly<{ commandId: string | null; why: string; diff: ReturnType<typeof settingsDiff> }>): void {
    const { version, settings } = this.#state;
    const { effects, clock } = this.#deps;
    effects.emit({ kind: "riskSettings", change: { ...change, version, at: clock.micros(), settings } });
  }
}

const named = (parts: readonly string[]): string =>
  parts.length <= NAMED_MAX
    ? parts.join(", ")
    : `${parts.slice(0, NAMED_MAX).join(", ")} and ${parts.length - NAMED_MAX} more`;
