/** Runs a scenario through the engine and writes down, in words made from the events themselves, what happened. */
import { formatAtoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import type { MarketBlock } from "@/server/domain/market-block";
import { formatSteps } from "@/server/domain/steps";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import { atMillis, market, T0 } from "@/server/testing/market-builder";
import { ScriptedStrategy } from "@/server/testing/scripted-strategy";
import type { Expected, Scenario } from "./scenario";
import { commandText, effectText, rowTexts } from "./words";

/** Who acted: the market's own events, ours, or what the engine made of them. */
export type Line = Readonly<{ millis: number; who: "market" | "we" | "engine"; text: string }>;

export type Played = Readonly<{ lines: readonly Line[]; outcome: Required<Expected> }>;

export function playScenario({ settings, script, strategy }: Scenario): Played {
  const trader = strategy === undefined ? null : new ScriptedStrategy(strategy);
  const engine = Engine.create(settings, () => (trader ? [trader] : []));
  const builder = market(...settings.instruments);
  const lines: Line[] = [];
  const effects: Effect[] = [];
  let commands = 0;
  const note = (): void => {
    for (const effect of engine.drainEffects()) {
      effects.push(effect);
      const said = effectText(effect, settings);
      if (said) lines.push({ millis: millisOf(said.at), who: "engine", text: said.text });
    }
  };
  const feed = (block: MarketBlock): void => {
    for (const { at, text } of rowTexts(block, settings)) lines.push({ millis: millisOf(at), who: "market", text });
    applyWithTimers(engine, block);
    note();
  };
  script({
    market: (write) => {
      write(builder);
      feed(builder.take());
    },
    command: (millis, body) => {
      applyTimersUntil(engine, atMillis(millis));
      note();
      lines.push({ millis, who: "we", text: commandText(body, settings) });
      const id = `cmd-${++commands}`;
      engine.applyCommand({ id, body }, atMillis(millis));
      note();
      const outcome = effects.findLast((effect) => effect.kind === "command" && effect.outcome.commandId === id);
      return outcome?.kind === "command" ? (outcome.outcome.orderId ?? "") : "";
    },
    decide: (order) => {
      if (trader) trader.onNextRow = (ctx) => ctx.submit(order, "as the scenario says");
    },
    until: (millis) => {
      applyTimersUntil(engine, atMillis(millis));
      note();
    },
    restart: (millis) => {
      lines.push({ millis, who: "we", text: "the desk's process dies and another one goes on" });
      engine.applyRestart(atMillis(millis));
      note();
    },
  });
  // What is still on its way becomes known.
  applyTimersUntil(engine, engine.now() + 2_000_000);
  note();
  return { lines: inOrder(lines), outcome: outcomeOf(effects, engine, settings) };
}

/** By time; what stands at one time keeps its order. */
const inOrder = (lines: readonly Line[]): readonly Line[] =>
  lines
    .map((line, i) => ({ line, i }))
    .sort((a, b) => a.line.millis - b.line.millis || a.i - b.i)
    .map(({ line }) => line);

export const millisOf = (at: number): number => Math.round(at - T0) / 1_000;

function outcomeOf(effects: readonly Effect[], engine: Engine, settings: Scenario["settings"]): Required<Expected> {
  const view = engine.view();
  const specOf = (id: string) => settings.instruments.find((spec) => spec.id === id) ?? settings.instruments[0];
  const size = (instrumentId: string, lots: number) => trimmed(formatSteps(lots, specOf(instrumentId)?.lotSize ?? "1"));
  const price = (instrumentId: string, ticks: number) => formatSteps(ticks, specOf(instrumentId)?.tickSize ?? "1");
  const states: Record<string, Expected["states"][string]> = {};
  const reasons: Record<string, string> = {};
  const instrumentOf: Record<string, string> = {};
  const queue: Record<string, (readonly [string, string])[]> = {};
  const fills: Expected["fills"][number][] = [];
  const money: (readonly [string, string, string])[] = [];
  for (const effect of effects) {
    if (effect.kind === "order") {
      const { order } = effect;
      states[order.id] = order.state;
      instrumentOf[order.id] = order.instrumentId;
      if (order.reason) reasons[order.id] = order.reason.rule;
    } else if (effect.kind === "trace") {
      const ahead = size(instrumentOf[effect.orderId] ?? "", effect.point.aheadLots);
      (queue[effect.orderId] ??= []).push([effect.point.cause, ahead]);
    } else if (effect.kind === "fill") {
      const { fill } = effect;
      fills.push({
        order: fill.orderId,
        size: size(fill.instrumentId, fill.sizeLots),
        price: price(fill.instrumentId, fill.priceTicks),
        rule: fill.rule,
        at: millisOf(fill.at),
        known: millisOf(fill.knownAt),
      });
    } else if (effect.kind === "ledger" && !["opening", "trade", "fee"].includes(effect.entry.kind)) {
      const { kind, cause, postings } = effect.entry;
      const cash = postings.reduce((sum, { account, amountAtoms }) => (isMoney(account) ? sum + amountAtoms : sum), 0n);
      if (kind !== "margin") money.push([kind, cause, trimmed(formatAtoms(cash))]);
    }
  }
  const parents = parentsOf(effects, size);
  const risk = riskOf(effects);
  const positions = Object.fromEntries(
    view.positions.map(({ instrumentId, sizeLots }) => [
      specOf(instrumentId)?.symbol ?? "",
      size(instrumentId, sizeLots),
    ]),
  );
  return {
    fills,
    states,
    reasons,
    queue,
    money,
    parents,
    risk,
    cash: trimmed(formatAtoms(view.equity.cashAtoms + view.equity.marginAtoms)),
    equity: trimmed(formatAtoms(view.equity.equityAtoms)),
    positions,
  };
}

const TOLD: ReadonlySet<string> = new Set(["trading_state", "breaker", "position_exit", "risk_settings", "kill"]);

function riskOf(effects: readonly Effect[]): NonNullable<Expected["risk"]> {
  return effects.flatMap((effect) => {
    if (effect.kind === "risk" && TOLD.has(effect.event.kind)) {
      const { at, kind, from, to, cause } = effect.event;
      const what = kind === "breaker" ? `breaker ${cause}` : kind;
      return [[millisOf(at), what, from && to ? `${from} → ${to}` : ""] as const];
    }
    if (effect.kind !== "command" || effect.outcome.accepted || effect.outcome.orderId !== null) return [];
    return [[millisOf(effect.outcome.at), "refused", effect.outcome.reason?.rule ?? ""] as const];
  });
}

function parentsOf(
  effects: readonly Effect[],
  size: (instrumentId: string, lots: number) => string,
): NonNullable<Expected["parents"]> {
  const told: Record<string, NonNullable<Expected["parents"]>[string]> = {};
  for (const effect of effects) {
    if (effect.kind !== "parent") continue;
    const { id, state, instrumentId, filledLots, shortfall } = effect.parent;
    const money = (atoms: bigint | undefined) => (atoms === undefined ? "–" : trimmed(formatAtoms(atoms)));
    told[id] = {
      state,
      filled: size(instrumentId, filledLots),
      delay: money(shortfall?.delayAtoms),
      trading: money(shortfall?.tradingAtoms),
      missed: money(shortfall?.opportunityAtoms),
      fees: money(shortfall?.feeAtoms),
      total: money(shortfall?.totalAtoms),
    };
  }
  return told;
}

const isMoney = (account: string): boolean => account === "cash" || account.startsWith("margin:");

export const trimmed = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
