/** The risk settings in force, their version, and what the desk knows of its instruments' past. */
import type { MarketFacts } from "@/server/domain/market-facts";
import type { Reason } from "@/server/domain/order";
import type { RiskSettings } from "@/server/domain/risk-settings";
import { settingsDiff } from "@/server/domain/settings-diff";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";
import { reason } from "./reason";

export type RiskTermsState = Readonly<{ version: number; settings: RiskSettings; facts: MarketFacts | null }>;

type Change = Readonly<{ settings: RiskSettings; baseVersion: number; why: string; commandId: string }>;

export class RiskTerms {
  readonly #clock: EngineClock;
  readonly #effects: EffectLog;
  #state: RiskTermsState;

  constructor({ clock, effects, first }: Readonly<{ clock: EngineClock; effects: EffectLog; first: RiskSettings }>) {
    this.#clock = clock;
    this.#effects = effects;
    this.#state = { version: 1, settings: first, facts: null };
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
  set({ settings, baseVersion, why, commandId }: Change): Reason | null {
    const { version, settings: before } = this.#state;
    if (baseVersion !== version) {
      const text = `the settings are at version ${version}, the change was made to version ${baseVersion}: look again`;
      return reason("risk_settings", text, { limit: String(version), value: String(baseVersion) });
    }
    const diff = settingsDiff(before, settings);
    if (diff.length === 0) return reason("risk_settings", "nothing would change");
    this.#state = { ...this.#state, version: version + 1, settings };
    this.#emit({ commandId, why, diff });
    return null;
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

  #emit(change: Readonly<{ commandId: string | null; why: string; diff: ReturnType<typeof settingsDiff> }>): void {
    const { version, settings } = this.#state;
    this.#effects.emit({ kind: "riskSettings", change: { ...change, version, at: this.#clock.micros(), settings } });
  }
}
