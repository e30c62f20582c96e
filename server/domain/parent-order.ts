import type { Atoms } from "./atoms";
import type { Lots } from "./lots";
import type { Micros } from "./micros";
import type { OrderOrigin, Reason, Side } from "./order";
import type { Ticks } from "./ticks";

/** Execution algorithms over plain orders. */
export const PARENT_KINDS = ["twap", "vwap", "adaptive", "iceberg"] as const;
export type ParentKind = (typeof PARENT_KINDS)[number];

export type ParentDraft = Readonly<{
  instrumentId: string;
  side: Side;
  kind: ParentKind;
  sizeLots: Lots;
  /** Slices never go beyond it; null: any price, except for an iceberg, which needs one. */
  limitTicks: Ticks | null;
  /** 10 s to 24 h; what is left at its end is taken at market or, with a limit, let go. */
  durationMicros: number;
  /** TWAP and VWAP: 2 to 500. */
  slices: number;
  /** Iceberg: shown at once. Others: null. */
  displayLots: Lots | null;
  /** Adaptive: the base share of what trades meanwhile, ppm; scaled between a quarter and double. Others: null. */
  participationPpm: number | null;
  /**
   * VWAP: share of a day's volume by UTC half hour, ppm, 48 numbers; null asks the host to put in the
   * curve of the instrument's history before the command reaches the engine.
   */
  volumeCurvePpm: readonly number[] | null;
  /** Slices of ours rest at the touch first and cross only when behind schedule; false: they cross at once. */
  isPassiveFirst: boolean;
  /** How sure its strategy is, ppm. */
  confidencePpm?: number;
}>;

export type ParentState = "ACTIVE" | "DONE" | "CANCELLED" | "EXPIRED";

/** Cumulative lots by a time: planned or done. */
export type SchedulePoint = Readonly<{ at: Micros; lots: number }>;

/**
 * Implementation shortfall against the mid of the decision (Perold, "The implementation shortfall:
 * paper versus reality", J. Portfolio Management 14(3), 1988). Positive costs us. The parts add up to
 * `totalAtoms` exactly.
 */
export type Shortfall = Readonly<{
  /** Decision mid to the mid when each slice was sent, on what filled. */
  delayAtoms: Atoms;
  /** From there to the fill price, on what filled. */
  tradingAtoms: Atoms;
  /** Decision mid to the last mid, on what did not fill. */
  opportunityAtoms: Atoms;
  feeAtoms: Atoms;
  totalAtoms: Atoms;
  /** Of the decision's notional; null without a mid. */
  totalBps: number | null;
}>;

/** The whole parent after a change. Ids count within a desk: "par-1", … */
export type ParentOrder = ParentDraft &
  Readonly<{
    id: string;
    commandId: string | null;
    origin: OrderOrigin;
    state: ParentState;
    decidedAt: Micros;
    endsAt: Micros;
    closedAt: Micros | null;
    decisionMidHalfTicks: number | null;
    /** At most 501 points, fixed at the start; empty for iceberg and adaptive, which follow the market. */
    schedule: readonly SchedulePoint[];
    /** At most 500 points, thinned. */
    done: readonly SchedulePoint[];
    filledLots: Lots;
    filledAtoms: Atoms;
    feeAtoms: Atoms;
    slicesSent: number;
    /** What it is doing now, in a sentence. */
    text: string;
    reason: Reason | null;
    /** Null until it ends. */
    shortfall: Shortfall | null;
  }>;
