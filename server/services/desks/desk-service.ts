/** What pages and scripts may ask of desks and tell them. Commands are stored; the desk's worker applies them. */
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Fill } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { EquitySample } from "@/server/domain/portfolio";
import type { BreakerEvent, RiskView } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { MarketSource } from "@/server/domain/source";
import type { DeskView } from "@/server/domain/views";
import { decodeWire } from "@/server/domain/wire";
import type { Bus } from "@/server/ports/bus";
import { topics } from "@/server/ports/bus";
import type { Clock } from "@/server/ports/clock";
import type {
  DeskReader,
  OrderFilter,
  OrderRow,
  Page,
  PageQuery,
  RiskEventRow,
  RiskSettingsRow,
  TripFilter,
  TripRow,
} from "@/server/ports/desk-reader";
import type { Desk, DeskStore } from "@/server/ports/desk-store";
import type { MarketStore } from "@/server/ports/market-store";
import type { SystemStore } from "@/server/ports/system-store";
import type { TopicHub } from "@/server/services/stream/topic-hub";
import { describeCommand } from "./describe-command";
import { buildDeskView } from "./stored-desk-view";
import { withVolumeCurve } from "./volume-curve";

export type CurrentDesk = Readonly<{ desk: Desk; source: MarketSource; instruments: readonly InstrumentSpec[] }>;

export type CommandInput = Readonly<{ deskId: string; id: string; body: CommandBody }>;

export type DeskService = Readonly<{
  list: () => Promise<readonly Desk[]>;
  get: (deskId: string) => Promise<Desk>;
  /** The desk of the present source; null until a worker made it. */
  current: () => Promise<CurrentDesk | null>;
  /** Stores the command once by its id and wakes the desk. @throws AppError refused when the desk is archived */
  command: (input: CommandInput, who: string) => Promise<Readonly<{ isNew: boolean }>>;
  /** Null until the desk applied it. */
  outcome: (deskId: string, commandId: string) => Promise<CommandOutcome | null>;
  /** The last view that was published, or one built from the last commit. */
  view: (deskId: string) => Promise<DeskView>;
  orders: (query: PageQuery & Readonly<{ filter: OrderFilter }>) => Promise<Page<OrderRow>>;
  trips: (query: PageQuery & Readonly<{ filter: TripFilter }>) => Promise<Page<TripRow>>;
  fills: (query: PageQuery & Readonly<{ instrumentId: string | null; from: Micros | null }>) => Promise<Page<Fill>>;
  /** Newest first. */
  parents: (query: PageQuery) => Promise<Page<ParentOrder>>;
  signals: (query: PageQuery) => Promise<Page<Signal>>;
  riskEvents: (query: PageQuery) => Promise<Page<RiskEventRow>>;
  /** Newest first. */
  riskSettings: (query: PageQuery) => Promise<Page<RiskSettingsRow>>;
  breakerEvents: (query: PageQuery) => Promise<Page<BreakerEvent>>;
  /** As last published; null when no worker has hosted the desk since this process began. */
  risk: (deskId: string) => Promise<RiskView | null>;
  equity: (
    query: Readonly<{ deskId: string; from: Micros | null; points: number }>,
  ) => Promise<readonly EquitySample[]>;
}>;

export type DeskServiceDeps = Readonly<{
  desks: DeskStore;
  reader: DeskReader;
  /** History for the volume curve of a VWAP order. */
  market: Pick<MarketStore, "listCandles">;
  system: SystemStore;
  bus: Bus;
  hub: TopicHub;
  clock: Clock;
  /** The source that the workers said they use, null before the first start. */
  findSource: () => Promise<MarketSource | null>;
}>;

export function createDeskService(deps: DeskServiceDeps): DeskService {
  const { desks, reader } = deps;
  return {
    list: () => desks.listDesks({ includeArchived: true }),
    get: (deskId) => desks.getDesk(deskId),
    async current() {
      const source = await deps.findSource();
      const desk = source && (await desks.findDeskFor(source));
      return desk ? { desk, source, instruments: desk.settings.instruments } : null;
    },
    command: (input, who) => command(deps, input, who),
    outcome: (deskId, commandId) => desks.findOutcome(deskId, commandId),
    async view(deskId) {
      const desk = await desks.getDesk(deskId);
      const last = deps.hub.recent(topics.desk(deskId)).at(-1);
      return last ? decodeWire<DeskView>(last.payload) : buildDeskView(reader, desk);
    },
    orders: (query) => reader.listOrders(query),
    trips: (query) => reader.listTrips(query),
    fills: (query) => reader.listFills(query),
    parents: (query) => reader.listParents(query),
    signals: (query) => reader.listSignals(query),
    riskEvents: (query) => reader.listRiskEvents(query),
    riskSettings: (query) => reader.listRiskSettings(query),
    breakerEvents: (query) => reader.listBreakerEvents(query),
    async risk(deskId) {
      const last = deps.hub.recent(topics.deskRisk(deskId)).at(-1);
      return last ? decodeWire<RiskView>(last.payload) : null;
    },
    equity: ({ deskId, from, points }) => reader.listEquity(deskId, { from, points }),
  };
}

async function command(deps: DeskServiceDeps, input: CommandInput, who: string) {
  const desk = await deps.desks.getDesk(input.deskId);
  if (desk.isArchived) {
    throw new AppError("refused", `${desk.name} is archived: its market session is over, so it takes no commands`);
  }
  const body = await withVolumeCurve(deps.market, input.body);
  const isNew = await deps.desks.addCommand(desk.id, { id: input.id, body }, who);
  if (isNew) {
    const at = deps.clock.nowMicros();
    const { action, detail } = describeCommand(input.body);
    await deps.system.audit({ at, who, action, subject: desk.id, detail: `${detail} (command ${input.id})` });
  }
  // The row is the truth and the desk looks each second: a lost wake-up costs time, nothing else.
  await deps.bus.publish(topics.deskCommands(desk.id), "").catch(() => {});
  return { isNew };
}
