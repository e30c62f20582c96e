/** A desk without fees on a market that stands where a test puts it, second by second, for breakers and exits. */
import { atoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import type { Breaker } from "@/server/domain/risk/risk-view";
import type { Strategy } from "@/server/engine/strategy/strategy";
import { EngineRun, testExecution, testSettings } from "./engine-run";

const FREE = { tiers: [{ fromVolumeAtoms: atoms(0n), makerFeePpm: 0, takerFeePpm: 0 }], tier: 0 };
const YEAR_MICROS = 365 * 86_400 * 1_000_000;

/** 10,000 USDT; nothing but what the test says is reached by chance, silence of hours neither. */
export const freeSettings = (risk: Partial<RiskSettings>, change: Partial<DeskSettings> = {}): DeskSettings =>
  testSettings({
    risk: { ...testSettings().risk, staleFeedMicros: YEAR_MICROS, ...risk },
    execution: testExecution({ fees: FREE }),
    ...change,
  });

export class BreakerRun extends EngineRun {
  /** Where the run stands, ms after `T0`. */
  millis = 0;

  constructor(risk: Partial<RiskSettings>, change: Partial<DeskSettings> = {}, strategies: readonly Strategy[] = []) {
    super(freeSettings(risk, change), strategies);
    this.price("99.99", "100.01");
  }

  /** The next whole second, with the book there before it. */
  price(bid: string, ask: string): this {
    this.millis = Math.floor(this.millis / 1_000) * 1_000 + 1_000;
    this.feed((m) => m.at(this.millis - 400).snapshot({ bids: [[bid, "500"]], asks: [[ask, "500"]] }));
    return this.timer(this.millis);
  }

  /** Seconds pass, with the book confirmed in each. */
  seconds(count: number, bid: string, ask: string): this {
    for (let i = 0; i < count; i++) this.price(bid, ask);
    return this;
  }

  /** At market, filled half a second later. */
  trade(side: "buy" | "sell", size: string): this {
    this.submit(this.millis + 1, { side, size });
    this.millis += 450;
    return this.timer(this.millis);
  }

  /** Moves time on without a word of the market. @param millis  after `T0` */
  silentUntil(millis: number): this {
    this.millis = millis;
    return this.timer(millis);
  }

  breaker(id: string): Breaker {
    const found = this.engine.riskView().breakers.find((one) => one.id === id);
    if (!found) throw new Error(`there is no breaker ${id}`);
    return found;
  }

  /** "armed>open daily_loss" */
  transitions(id: string): string[] {
    const said = this.of("breaker").filter(({ event }) => event.breaker.id === id);
    return said.map(({ event: { from, to, cause } }) => `${from}>${to} ${cause}`);
  }

  get state(): string {
    return this.engine.riskView().tradingState;
  }

  /** What was said of the trading state: "ACTIVE>REDUCING cause: text". */
  states(): string[] {
    const said = this.of("risk").filter(({ event }) => event.kind === "trading_state");
    return said.map(({ event: { from, to, cause, text } }) => `${from}>${to} ${cause}: ${text}`);
  }
}
