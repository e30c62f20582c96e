/**
 * A desk's view from what is committed, for a first look and for the time when no worker hosts it: everything that a
 * person owns is there, what only the running engine knows (live queue places) stands as last stored.
 */
import { atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import type { OrderState } from "@/server/domain/order";
import type { EquitySample } from "@/server/domain/portfolio";
import type { RiskEvent, TradingState } from "@/server/domain/trading-state";
import { TRADING_STATES } from "@/server/domain/trading-state";
import type { DeskView, StrategyView } from "@/server/domain/views";
import type { DeskReader } from "@/server/ports/desk-reader";
import type { Desk } from "@/server/ports/desk-store";
import { offeredStrategies } from "./default-strategies";

const DAY_MICROS = 86_400_000_000;
const WORKING: readonly OrderState[] = ["PENDING", "SUBMITTED", "ACCEPTED", "PARTIALLY_FILLED"];
const WORKING_MAX = 500;
/** Newest looked at to find who set the trading state and which strategies were switched. */
const RISK_EVENTS_MAX = 500;
const SIGNALS_MAX = 100;
const PARENTS_MAX = 100;

/** The engine's own words for a state that nobody has set. */
const FROM_THE_START = "from the start";
const UNTIL_LIVE = "As of the last commit.";

export async function buildDeskView(reader: DeskReader, desk: Desk): Promise<DeskView> {
  const page = { deskId: desk.id, cursor: null };
  const filter = { instrumentId: null, origin: null, states: WORKING, parentId: null, tag: null, from: null, to: null };
  const [positions, orders, risk, signals, parents, last] = await Promise.all([
    reader.listPositions(desk.id),
    reader.listOrders({ ...page, limit: WORKING_MAX, filter }),
    reader.listRiskEvents({ ...page, limit: RISK_EVENTS_MAX }),
    reader.listSignals({ ...page, limit: SIGNALS_MAX }),
    reader.listParents({ ...page, limit: PARENTS_MAX }).then(({ rows }) => rows),
    lastEquity(reader, desk),
  ]);
  const state = risk.rows.find((event) => event.kind === "trading_state" && isTradingState(event.to));
  const tradingState = state && isTradingState(state.to) ? state.to : "ACTIVE";
  return {
    deskId: desk.id,
    runId: "",
    at: last.at,
    tradingState,
    strategiesPaused: tradingState === "HALTED" || arePaused(risk.rows),
    stateCause: state?.text ?? FROM_THE_START,
    equity: last,
    dayOpenEquityAtoms: await dayOpen(reader, desk, last),
    positions,
    working: orders.rows.map(({ tags: _tags, hasNote: _hasNote, ...order }) => ({ ...order, trace: [] })),
    parents: parents.filter(({ state }) => state === "ACTIVE"),
    strategies: [...desk.settings.strategies, ...offeredStrategies(desk.settings)].map(
      ({ name, enabled }): StrategyView => ({
        name,
        enabled: switchedTo(risk.rows, name) ?? enabled,
        summary: UNTIL_LIVE,
        lastSignal: signals.rows.find((signal) => signal.strategy === name) ?? null,
      }),
    ),
  };
}

const isTradingState = (text: string | null): text is TradingState => TRADING_STATES.some((state) => state === text);

const arePaused = (newestFirst: readonly RiskEvent[]): boolean =>
  newestFirst.find(({ kind }) => kind === "strategies_paused" || kind === "strategies_resumed")?.kind ===
  "strategies_paused";

/** The engine's words for a switch (server/engine/risk/control.ts). */
function switchedTo(newestFirst: readonly RiskEvent[], strategy: string): boolean | null {
  const isSwitch = ({ kind, text }: RiskEvent): boolean =>
    kind === "strategy_switched" && text.startsWith(`Strategy ${strategy} switched `);
  const event = newestFirst.find(isSwitch);
  return event ? event.to === "on" : null;
}

async function lastEquity(reader: DeskReader, desk: Desk): Promise<EquitySample> {
  const sample = (await reader.listEquity(desk.id, { from: null, points: 2 })).at(-1);
  const opening = desk.settings.openingBalanceAtoms;
  const none = atoms(0n);
  return (
    sample ?? {
      at: desk.createdAt,
      cashAtoms: opening,
      inventoryAtoms: none,
      unrealisedAtoms: none,
      equityAtoms: opening,
      realisedAtoms: none,
      feesAtoms: none,
      marginAtoms: none,
      fundingAtoms: none,
      bands: null,
    }
  );
}

const dayStart = (at: Micros): Micros => micros(Math.floor(at / DAY_MICROS) * DAY_MICROS);

async function dayOpen(reader: DeskReader, desk: Desk, last: EquitySample): Promise<bigint> {
  const first = (await reader.listEquity(desk.id, { from: dayStart(last.at), points: 2 })).at(0);
  return first?.equityAtoms ?? last.equityAtoms;
}
