/** All that a desk has in the database at one moment, row by row, and the reports on what was found in it. */
import type { CommandOutcome } from "@/server/domain/command";
import { type Prediction, predictionKey } from "@/server/domain/models/prediction";
import type { Fill, Markout, Order, OrderEvent, QueuePoint } from "@/server/domain/order";
import type { ParentOrder } from "@/server/domain/parent-order";
import type { ParityReport } from "@/server/domain/parity";
import type { EquitySample, LedgerEntry, Position, RoundTrip } from "@/server/domain/portfolio";
import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { Signal } from "@/server/domain/signal";
import type { RiskEvent } from "@/server/domain/trading-state";

export type StoredRows = Readonly<{
  order: Order;
  parent: ParentOrder;
  position: Position;
  trace: Readonly<{ orderId: string; points: readonly QueuePoint[] }>;
  orderEvent: OrderEvent;
  fill: Fill;
  markout: Markout;
  ledger: LedgerEntry;
  roundTrip: RoundTrip;
  equity: EquitySample;
  signal: Signal;
  prediction: Prediction;
  risk: RiskEvent;
  breaker: BreakerEvent;
  riskSettings: RiskSettingsChange;
  positionSample: PositionSample;
  command: CommandOutcome;
}>;
export type StoredKind = keyof StoredRows;

/** What a row is found by within its desk and kind. */
export const storedKey: { readonly [K in StoredKind]: (row: StoredRows[K]) => string } = {
  order: ({ id }) => id,
  parent: ({ id }) => id,
  position: ({ instrumentId }) => instrumentId,
  trace: ({ orderId }) => orderId,
  orderEvent: ({ seq }) => String(seq),
  fill: ({ id }) => id,
  markout: ({ fillId, horizonMicros }) => `${fillId}/${horizonMicros}`,
  ledger: ({ seq }) => String(seq),
  roundTrip: ({ id }) => id,
  equity: ({ at }) => String(at),
  signal: ({ seq }) => String(seq),
  prediction: predictionKey,
  risk: ({ seq }) => String(seq),
  breaker: ({ seq }) => String(seq),
  riskSettings: ({ version }) => String(version),
  positionSample: ({ instrumentId, at }) => `${at}/${instrumentId}`,
  command: ({ commandId }) => commandId,
};

/** Everything as of one moment, whatever is committed meanwhile. */
export type DeskSnapshot = Readonly<{
  /** Of the last commit, as text; null before the first. */
  checkpoint: string | null;
  /** Those of the keys that are there, in any order; at most 1,000 keys. */
  find: <K extends StoredKind>(kind: K, keys: readonly string[]) => Promise<readonly StoredRows[K][]>;
  /** Of all rows of a kind; commands count once they have an outcome. */
  keys: (kind: StoredKind) => Promise<readonly string[]>;
}>;

export type DeskAudit = Readonly<{
  withSnapshot: <T>(deskId: string, work: (snapshot: DeskSnapshot) => Promise<T>) => Promise<T>;
  saveReport: (report: ParityReport) => Promise<void>;
  latestReport: (deskId: string) => Promise<ParityReport | null>;
}>;
