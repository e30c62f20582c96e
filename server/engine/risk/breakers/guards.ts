/** All breakers of a desk: those of the desk itself, then of each instrument, then of the strategies that have a limit of their own. */
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { BreakerRule, Subject } from "./breaker-rule";
import { consecutiveLosses, strategyLosses } from "./rules/consecutive-losses";
import { dailyLoss, strategyLoss } from "./rules/daily-loss";
import { data } from "./rules/data";
import { drawdownClose, drawdownReduce } from "./rules/drawdown";
import { heartbeat } from "./rules/heartbeat";
import { volatility } from "./rules/volatility";

export type Guard = Readonly<{ id: string; rule: BreakerRule; subject: Subject }>;

/** The severest last: one look may open both drawdowns. */
const DESK_RULES: readonly BreakerRule[] = [dailyLoss, drawdownReduce, drawdownClose, consecutiveLosses, heartbeat];

const INSTRUMENT_RULES: readonly BreakerRule[] = [volatility, data];

type Guarded = Readonly<{
  markets: readonly InstrumentMarket[];
  /** All that trade on the desk. */
  strategies: readonly string[];
  /** Those that the settings give a daily loss of their own. */
  withOwnLoss: readonly string[];
}>;

export function guardsOf({ markets, strategies, withOwnLoss }: Guarded): Guard[] {
  const desk = DESK_RULES.map((rule) => ({ id: rule.kind, rule, subject: { market: null, strategy: null } }));
  const instruments = markets.flatMap((market) =>
    INSTRUMENT_RULES.map((rule) => ({
      id: `${rule.kind}:${market.spec.id}`,
      rule,
      subject: { market, strategy: null },
    })),
  );
  // Sorted, for a database gives the settings' keys back in another order.
  const own = (rule: BreakerRule, names: readonly string[]): Guard[] =>
    names.toSorted().map((strategy) => ({ id: `${rule.kind}:${strategy}`, rule, subject: { market: null, strategy } }));
  return [...desk, ...instruments, ...own(strategyLosses, strategies), ...own(strategyLoss, withOwnLoss)];
}

/** What an open breaker asks of the whole desk. */
export const demandOf = (id: string): BreakerRule["demands"] =>
  DESK_RULES.find(({ kind }) => kind === id)?.demands ?? null;
