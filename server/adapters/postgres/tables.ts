/** How the domain's objects lie in their tables. A property without a column does not compile. */
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Markout, Order, OrderEvent } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { EquitySample, LedgerEntry, Position, RoundTrip } from "@/server/domain/portfolio";
import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { AuditEntry, ErrorRecord, Heartbeat } from "@/server/ports/system-store";
import { columnsOf } from "./columns";

export const orderColumns = columnsOf<Order>({
  id: "text",
  instrumentId: "text",
  side: "text",
  type: "text",
  timeInForce: "text",
  postOnly: "bool",
  limitTicks: "integer",
  sizeLots: "integer",
  terms: "json",
  role: "text",
  parentId: "text",
  linkId: "text",
  triggeredAt: "micros",
  stopTicks: "integer",
  commandId: "text",
  origin: "text",
  state: "text",
  filledLots: "integer",
  filledAtoms: "atoms",
  feeAtoms: "atoms",
  decidedAt: "micros",
  arrivesAt: "micros",
  acceptedAt: "micros",
  acknowledgedAt: "micros",
  closedAt: "micros",
  decisionMidHalfTicks: "integer",
  arrivalMidHalfTicks: "integer",
  decisionBook: "json",
  arrivalBook: "json",
  aheadAtAcceptLots: "float",
  medianTradeLots: "integer",
  aheadLots: "float",
  behindLots: "float",
  reason: "json",
  note: "text",
});

export const orderEventColumns = columnsOf<OrderEvent>({
  seq: "integer",
  orderId: "text",
  at: "micros",
  state: "text",
  text: "text",
  reason: "json",
});

export const fillColumns = columnsOf<Fill>({
  id: "text",
  orderId: "text",
  instrumentId: "text",
  side: "text",
  priceTicks: "integer",
  sizeLots: "integer",
  notionalAtoms: "atoms",
  feeAtoms: "atoms",
  liquidity: "text",
  rule: "text",
  at: "micros",
  knownAt: "micros",
  midHalfTicks: "integer",
  impactTicks: "integer",
  spreadTicks: "integer",
});

export const markoutColumns = columnsOf<Markout>({
  fillId: "text",
  orderId: "text",
  horizonMicros: "integer",
  at: "micros",
  midHalfTicks: "integer",
  bps: "float",
});

export const ledgerEntryColumns = columnsOf<Omit<LedgerEntry, "postings">>({
  seq: "integer",
  at: "micros",
  kind: "text",
  cause: "text",
});

type Posting = LedgerEntry["postings"][number] & { entrySeq: number; number: number };
export const postingColumns = columnsOf<Posting>({
  entrySeq: "integer",
  number: "integer",
  account: "text",
  amountAtoms: "atoms",
});

export const positionColumns = columnsOf<Position>({
  instrumentId: "text",
  sizeLots: "integer",
  costAtoms: "atoms",
  realisedAtoms: "atoms",
  feesAtoms: "atoms",
  openedAt: "micros",
  markHalfTicks: "integer",
  unrealisedAtoms: "atoms",
  margin: "wire",
});

export const equityColumns = columnsOf<EquitySample>({
  at: "micros",
  cashAtoms: "atoms",
  inventoryAtoms: "atoms",
  unrealisedAtoms: "atoms",
  equityAtoms: "atoms",
  realisedAtoms: "atoms",
  feesAtoms: "atoms",
  marginAtoms: "atoms",
  fundingAtoms: "atoms",
  bands: "wire",
});

/** A parent order is kept whole; the other columns are for finding it. */
export type ParentRow = Pick<ParentOrder, "id" | "instrumentId" | "kind" | "state" | "decidedAt" | "closedAt"> & {
  body: ParentOrder;
};
export const parentColumns = columnsOf<ParentRow>({
  id: "text",
  instrumentId: "text",
  kind: "text",
  state: "text",
  decidedAt: "micros",
  closedAt: "micros",
  body: "wire",
});

export const tripColumns = columnsOf<RoundTrip>({
  id: "text",
  instrumentId: "text",
  origin: "text",
  openedAt: "micros",
  closedAt: "micros",
  maxSizeLots: "integer",
  boughtLots: "integer",
  boughtAtoms: "atoms",
  soldAtoms: "atoms",
  feesAtoms: "atoms",
  pnlAtoms: "atoms",
  orderIds: "texts",
  fillIds: "texts",
  exitNote: "text",
});

export const signalColumns = columnsOf<Signal>({
  seq: "integer",
  at: "micros",
  strategy: "text",
  instrumentId: "text",
  strength: "float",
  action: "text",
  text: "text",
  inputs: "json",
});

export const predictionColumns = columnsOf<Prediction>({
  model: "text",
  version: "integer",
  role: "text",
  instrumentId: "text",
  askedAt: "micros",
  gridMicros: "integer",
  horizonMicros: "integer",
  at: "micros",
  latencyMicros: "integer",
  featuresHash: "text",
  probabilitiesPpm: "json",
  upPpm: "integer",
  confidencePpm: "integer",
  refusal: "text",
  reasons: "json",
});

export const riskEventColumns = columnsOf<RiskEvent>({
  seq: "integer",
  at: "micros",
  kind: "text",
  cause: "text",
  text: "text",
  from: "text",
  to: "text",
});

export const riskSettingsColumns = columnsOf<RiskSettingsChange>({
  version: "integer",
  at: "micros",
  commandId: "text",
  why: "text",
  settings: "json",
  diff: "json",
});

export const breakerColumns = columnsOf<BreakerEvent>({
  seq: "integer",
  at: "micros",
  breaker: "json",
  from: "text",
  to: "text",
  cause: "text",
});

export const positionSampleColumns = columnsOf<PositionSample>({
  at: "micros",
  instrumentId: "text",
  sizeLots: "integer",
  costAtoms: "atoms",
  realisedAtoms: "atoms",
  feesAtoms: "atoms",
  fundingAtoms: "atoms",
  unrealisedAtoms: "atoms",
  markHalfTicks: "integer",
});

export const heartbeatColumns = columnsOf<Heartbeat>({
  id: "text",
  kind: "text",
  pid: "integer",
  host: "text",
  startedAt: "micros",
  seenAt: "micros",
  rssBytes: "integer",
  heapBytes: "integer",
  cpuShare: "float",
  eventLoopLagMicros: "integer",
  detail: "text",
  services: "json",
});

export const errorColumns = columnsOf<ErrorRecord>({ at: "micros", process: "text", message: "text", stack: "text" });

export const auditColumns = columnsOf<AuditEntry>({
  at: "micros",
  who: "text",
  action: "text",
  subject: "text",
  detail: "text",
});
