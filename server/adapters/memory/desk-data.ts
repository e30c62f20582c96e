/** All that one desk has, and how a commit changes it: on a copy, so that one that fails changes nothing. */
import type { CommandBody, CommandOutcome } from "@/server/domain/command";
import type { Effect } from "@/server/domain/effect";
import type { Micros } from "@/server/domain/micros";
import { type Prediction, predictionKey } from "@/server/domain/models/prediction";
import type { Fill, Markout, Order, OrderEvent, QueuePoint } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { EquitySample, LedgerEntry, Position, RoundTrip } from "@/server/domain/portfolio";
import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { JournalNote } from "@/server/ports/desk-reader";
import type { Desk } from "@/server/ports/desk-store";

export type StoredCommand = Readonly<{
  body: CommandBody;
  who: string;
  receivedAt: Micros;
  outcome: CommandOutcome | null;
}>;

export type DeskData = Readonly<{
  orders: Map<string, Order>;
  parents: Map<string, ParentOrder>;
  events: Map<number, OrderEvent>;
  traces: { orderId: string; point: QueuePoint }[];
  fills: Map<string, Fill>;
  markouts: Map<string, Markout>;
  ledger: Map<number, LedgerEntry>;
  positions: Map<string, Position>;
  trips: Map<string, RoundTrip>;
  equity: Map<number, EquitySample>;
  signals: Map<number, Signal>;
  predictions: Map<string, Prediction>;
  risk: Map<number, RiskEvent>;
  breakers: Map<number, BreakerEvent>;
  riskSettings: Map<number, RiskSettingsChange>;
  positionSamples: Map<string, PositionSample>;
  commands: Map<string, StoredCommand>;
}>;

export type DeskRecord = {
  desk: Desk;
  epoch: number;
  commits: number;
  checkpoint: string | null;
  data: DeskData;
  notes: Map<string, JournalNote>;
};

export const emptyData = (): DeskData => ({
  orders: new Map(),
  parents: new Map(),
  events: new Map(),
  traces: [],
  fills: new Map(),
  markouts: new Map(),
  ledger: new Map(),
  positions: new Map(),
  trips: new Map(),
  equity: new Map(),
  signals: new Map(),
  predictions: new Map(),
  risk: new Map(),
  breakers: new Map(),
  riskSettings: new Map(),
  positionSamples: new Map(),
  commands: new Map(),
});

const copied = (data: DeskData): DeskData => ({
  orders: new Map(data.orders),
  parents: new Map(data.parents),
  events: new Map(data.events),
  traces: [...data.traces],
  fills: new Map(data.fills),
  markouts: new Map(data.markouts),
  ledger: new Map(data.ledger),
  positions: new Map(data.positions),
  trips: new Map(data.trips),
  equity: new Map(data.equity),
  signals: new Map(data.signals),
  predictions: new Map(data.predictions),
  risk: new Map(data.risk),
  breakers: new Map(data.breakers),
  riskSettings: new Map(data.riskSettings),
  positionSamples: new Map(data.positionSamples),
  commands: new Map(data.commands),
});

/** @throws Error on what a database would refuse: a key twice, a fill of no order, a ledger out of balance */
export function withEffects(data: DeskData, effects: readonly Effect[]): DeskData {
  const next = copied(data);
  // Orders first: what refers to one may come before it in the same batch.
  for (const effect of effects) if (effect.kind === "order") next.orders.set(effect.order.id, effect.order);
  for (const effect of effects) apply(next, effect);
  return next;
}

function apply(data: DeskData, effect: Effect): void {
  switch (effect.kind) {
    case "order":
      return;
    case "parent":
      return void data.parents.set(effect.parent.id, effect.parent);
    case "orderEvent":
      assertOrder(data, effect.event.orderId);
      return add(data.events, effect.event.seq, effect.event);
    case "trace":
      assertOrder(data, effect.orderId);
      return void data.traces.push({ orderId: effect.orderId, point: effect.point });
    case "fill":
      assertOrder(data, effect.fill.orderId);
      return add(data.fills, effect.fill.id, effect.fill);
    case "markout":
      return add(data.markouts, `${effect.markout.fillId} ${effect.markout.horizonMicros}`, effect.markout);
    case "ledger":
      assertBalanced(effect.entry);
      return add(data.ledger, effect.entry.seq, effect.entry);
    case "position":
      return void data.positions.set(effect.position.instrumentId, effect.position);
    case "roundTrip":
      return add(data.trips, effect.trip.id, effect.trip);
    case "equity":
      return void data.equity.set(effect.sample.at, effect.sample);
    case "signal":
      return add(data.signals, effect.signal.seq, effect.signal);
    case "prediction":
      return add(data.predictions, predictionKey(effect.prediction), effect.prediction);
    case "risk":
      return add(data.risk, effect.event.seq, effect.event);
    case "breaker":
      return add(data.breakers, effect.event.seq, effect.event);
    case "riskSettings":
      return add(data.riskSettings, effect.change.version, effect.change);
    case "positionSample":
      return void data.positionSamples.set(`${effect.sample.at}/${effect.sample.instrumentId}`, effect.sample);
    case "command":
      return setOutcome(data, effect.outcome);
  }
}

function add<K, V>(rows: Map<K, V>, key: K, row: V): void {
  if (rows.has(key)) throw new Error(`the key ${String(key)} is there already`);
  rows.set(key, row);
}

function assertOrder(data: DeskData, orderId: string): void {
  if (!data.orders.has(orderId)) throw new Error(`there is no order ${orderId}`);
}

function assertBalanced({ seq, postings }: LedgerEntry): void {
  const total = postings.reduce((sum, { amountAtoms }) => sum + amountAtoms, 0n);
  if (total !== 0n) throw new Error(`ledger entry ${seq} does not balance: its postings sum to ${total} atoms`);
}

function setOutcome(data: DeskData, outcome: CommandOutcome): void {
  const command = data.commands.get(outcome.commandId);
  if (command && command.outcome === null) data.commands.set(outcome.commandId, { ...command, outcome });
}
