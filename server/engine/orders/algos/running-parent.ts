/** A parent under way, and what of it a checkpoint keeps. */
import { atoms } from "@/server/domain/atoms";
import { lots } from "@/server/domain/lots";
import { type Micros, micros } from "@/server/domain/micros";
import type { OrderOrigin, Reason } from "@/server/domain/order";
import type { ParentDraft, ParentOrder, ParentState, SchedulePoint } from "@/server/domain/parent-order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import { NO_SHORTFALL, type ShortfallTally } from "@/server/engine/portfolio/shortfall";
import { type AdaptiveMemo, freshMemo } from "./adaptive";
import { twapSchedule } from "./twap";
import { vwapSchedule } from "./vwap";

/** Why no more slices are planned, and what is left to do. */
export type Ending = Readonly<{
  state: Exclude<ParentState, "ACTIVE" | "DONE">;
  reason: Reason;
  /** Until then the rest is offered at market; null: it is let go. */
  takesRestUntil: number | null;
}>;

/** Mutable; owned by `Parents`. */
export type RunningParent = {
  parent: ParentOrder;
  readonly instrument: number;
  /** Adaptive only. */
  memo: AdaptiveMemo | null;
  tally: ShortfallTally;
  ending: Ending | null;
  /** Refusals in a row that time does not mend, and those that it may. */
  refusals: number;
  waits: number;
  /** Nothing is sent before, µs. */
  waitsUntil: number;
  /** Whole second in which it last crossed: once a second is enough. */
  crossedSecond: number;
  /** Changed since it was last said. */
  isDirty: boolean;
};

export type ParentAuthor = Readonly<{ origin: OrderOrigin; commandId: string | null }>;
type Start = Readonly<{ id: string; at: Micros; market: InstrumentMarket; author: ParentAuthor }>;

export function startedParent({ id, at, market, author }: Start, draft: ParentDraft): RunningParent {
  const { instrumentId, side, kind, sizeLots, limitTicks, durationMicros, slices } = draft;
  const { displayLots, participationPpm, volumeCurvePpm, isPassiveFirst } = draft;
  const parent: ParentOrder = {
    instrumentId,
    side,
    kind,
    sizeLots,
    limitTicks,
    durationMicros,
    slices,
    displayLots,
    participationPpm,
    volumeCurvePpm,
    isPassiveFirst,
    id,
    commandId: author.commandId,
    origin: author.origin,
    state: "ACTIVE",
    decidedAt: at,
    endsAt: micros(at + durationMicros),
    closedAt: null,
    decisionMidHalfTicks: market.book.midHalfTicks(),
    schedule: scheduleOf(draft, at),
    done: [],
    filledLots: lots(0),
    filledAtoms: atoms(0n),
    feeAtoms: atoms(0n),
    slicesSent: 0,
    text: "begins",
    reason: null,
    shortfall: null,
  };
  return {
    parent,
    instrument: market.index,
    memo: kind === "adaptive" ? freshMemo(market) : null,
    tally: NO_SHORTFALL,
    ending: null,
    refusals: 0,
    waits: 0,
    waitsUntil: 0,
    crossedSecond: 0,
    isDirty: true,
  };
}

/** The schedule follows from the draft, so it is not kept. */
export type SavedParent = Omit<RunningParent, "parent"> & Readonly<{ parent: Omit<ParentOrder, "schedule"> }>;

export function savedParent({ parent, ...rest }: RunningParent): SavedParent {
  const { schedule: _follows, ...kept } = parent;
  return { ...rest, parent: kept };
}

export const loadedParent = ({ parent, ...rest }: SavedParent): RunningParent => ({
  ...rest,
  parent: { ...parent, schedule: scheduleOf(parent, parent.decidedAt) },
});

function scheduleOf(draft: ParentDraft, at: Micros): readonly SchedulePoint[] {
  if (draft.kind === "twap") return twapSchedule(draft, at);
  return draft.kind === "vwap" ? vwapSchedule(draft, at) : [];
}
