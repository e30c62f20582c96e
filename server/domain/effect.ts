import type { RiskSettingsChange } from "@/server/domain/risk/risk-settings";
import type { BreakerEvent, PositionSample } from "@/server/domain/risk/risk-view";
import type { CommandOutcome } from "./command";
import type { Prediction } from "./models/prediction";
import type { Fill, Markout, Order, OrderEvent, QueuePoint } from "./order";
import type { ParentOrder } from "./parent-order";
import type { EquitySample, LedgerEntry, Position, RoundTrip } from "./portfolio";
import type { Signal } from "./signal";
import type { RiskEvent } from "./trading-state";

/**
 * All that comes out of the engine, in order. A batch of effects and the checkpoint that follows
 * them are committed in one transaction.
 */
export type Effect =
  | Readonly<{ kind: "order"; order: Order }>
  | Readonly<{ kind: "orderEvent"; event: OrderEvent }>
  | Readonly<{ kind: "parent"; parent: ParentOrder }>
  | Readonly<{ kind: "trace"; orderId: string; point: QueuePoint }>
  | Readonly<{ kind: "fill"; fill: Fill }>
  | Readonly<{ kind: "markout"; markout: Markout }>
  | Readonly<{ kind: "ledger"; entry: LedgerEntry }>
  | Readonly<{ kind: "position"; position: Position }>
  | Readonly<{ kind: "roundTrip"; trip: RoundTrip }>
  | Readonly<{ kind: "equity"; sample: EquitySample }>
  | Readonly<{ kind: "signal"; signal: Signal }>
  /** Said once, whatever the lanes make of it. */
  | Readonly<{ kind: "prediction"; prediction: Prediction }>
  | Readonly<{ kind: "risk"; event: RiskEvent }>
  | Readonly<{ kind: "breaker"; event: BreakerEvent }>
  | Readonly<{ kind: "riskSettings"; change: RiskSettingsChange }>
  /** At whole minutes. */
  | Readonly<{ kind: "positionSample"; sample: PositionSample }>
  | Readonly<{ kind: "command"; outcome: CommandOutcome }>;
