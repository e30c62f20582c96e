/**
 * A small market, what the desk does in it, and what must come of it, worked out by hand. The same
 * object is the test and the page in docs/scenarios, so that the page cannot say what is not so.
 */
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { OrderDraft, OrderState } from "@/server/domain/order";
import type { MarketBuilder } from "@/server/testing/market-builder";

export type Scenario = Readonly<{
  /** Name of its page, kebab-case. */
  id: string;
  title: string;
  /** What it shows and why a reader should care. */
  shows: string;
  settings: DeskSettings;
  /** A strategy of this name trades too, as the script tells it. */
  strategy?: string;
  script: (script: Script) => void;
  expected: Expected;
  /** The arithmetic behind the expected numbers, a line each; checked by a person, not by a program. */
  worked: readonly string[];
}>;

/** Times are milliseconds of the scenario. */
export type Script = Readonly<{
  market: (write: (market: MarketBuilder) => unknown) => void;
  /** @returns id of the order (or parent) that it made or touched */
  command: (millis: number, body: CommandBody) => string;
  /** Lets time pass with nothing happening; timers stand at whole seconds. */
  until: (millis: number) => void;
  restart: (millis: number) => void;
  /** The strategy sends it at the next market row. */
  decide: (order: OrderDraft) => void;
}>;

export type ExpectedFill = Readonly<{
  order: string;
  size: string;
  price: string;
  rule: string;
  /** Venue time and the time at which the desk knew, ms. */
  at: number;
  known: number;
}>;

export type ExpectedParent = Readonly<{
  state: string;
  filled: string;
  delay: string;
  trading: string;
  missed: string;
  fees: string;
  total: string;
}>;

export type Expected = Readonly<{
  fills: readonly ExpectedFill[];
  /** Last state of each order. */
  states: Readonly<Record<string, OrderState>>;
  /** Rule of the reason with which an order ended or was refused. */
  reasons?: Readonly<Record<string, string>>;
  /** Queue ahead of an order after each change: [cause, size ahead]. */
  queue?: Readonly<Record<string, readonly (readonly [cause: string, ahead: string])[]>>;
  /** Ledger entries besides opening and trades, oldest first: [kind, cause, cash moved]. */
  money?: readonly (readonly [kind: string, cause: string, cash: string])[];
  /** Each parent order's end and its shortfall in quote units; plus costs us. */
  parents?: Readonly<Record<string, ExpectedParent>>;
  /** What the risk rules did: [ms, kind, "from → to", or the rule that a command was refused for]. */
  risk?: readonly (readonly [millis: number, what: string, change: string])[];
  /** Account at the end. */
  cash?: string;
  equity?: string;
  /** Signed, by instrument symbol. */
  positions?: Readonly<Record<string, string>>;
}>;

/** Instruments by number, for texts. */
export const specAt = ({ instruments }: DeskSettings, instrument: number): InstrumentSpec => {
  const spec = instruments[instrument];
  if (!spec) throw new RangeError(`the scenario has no instrument ${instrument}`);
  return spec;
};
