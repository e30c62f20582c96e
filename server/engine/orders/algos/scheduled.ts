/**
 * TWAP and VWAP: a slice begins when the one before is due. A crossing slice is sent at its beginning. A passive
 * one rests at the touch, follows it, and what has not filled shortly before it is due crosses.
 */
import type { SchedulePoint } from "@/server/domain/parent-order";
import { type Action, type Plan, type Situation, sendableLots, workingLots } from "./plan";
import { canCross, restingTicks } from "./touch";

/** A passive slice gives up a quarter of its time before it is due, at most this long. */
const LEAD_MICROS_MAX = 5_000_000;

export function planScheduled(situation: Situation): Plan {
  const { parent, market, children } = situation;
  const slice = sliceAt(parent.schedule, situation.now);
  const mayCross = canCross(market, parent);
  const due = slice.toLots - parent.filledLots - workingLots(children);
  const of = `slice ${slice.number} of ${parent.slices}`;
  if (!parent.isPassiveFirst) {
    if (due > 0 && !mayCross) return { actions: [], text: `${of} waits: the market is beyond its limit` };
    return { actions: cross(situation, due), text: due > 0 ? `${of}: crosses` : null };
  }
  const overdue = overdueLots(situation, slice);
  if (overdue > 0 && mayCross) return giveUp(situation, overdue, of);
  const rests = due > 0 || children.some(({ isPassive }) => isPassive);
  return { actions: rest(situation, due), text: rests ? `${of}: rests at the touch` : null };
}

type Slice = Readonly<{ number: number; from: number; to: number; fromLots: number; toLots: number }>;

/** The slice under way; the last one when all are over. */
function sliceAt(schedule: readonly SchedulePoint[], now: number): Slice {
  const next = schedule.findIndex(({ at }) => at > now);
  const number = next < 0 ? schedule.length - 1 : Math.max(next, 1);
  const [from, to] = [schedule[number - 1], schedule[number]];
  return { number, from: from?.at ?? 0, to: to?.at ?? 0, fromLots: from?.lots ?? 0, toLots: to?.lots ?? 0 };
}

/** Lots that should have been done by now and neither are nor cross already; 0 while they are too few to send. */
function overdueLots({ parent, now, children, minLots }: Situation, slice: Slice): number {
  const isLate = slice.to - now <= Math.min((slice.to - slice.from) / 4, LEAD_MICROS_MAX);
  const crossing = workingLots(children.filter(({ isPassive }) => !isPassive));
  const done = parent.filledLots + crossing;
  const overdue = (isLate ? slice.toLots : slice.fromLots) - done;
  return overdue >= minLots || overdue === parent.sizeLots - done ? overdue : 0;
}

function cross(situation: Situation, wanted: number): Action[] {
  const lots = sendableLots(situation, wanted);
  return lots > 0 ? [{ kind: "cross", lots }] : [];
}

/** Takes back what rests; what is free crosses at once, the rest when the desk knows that it is out. */
function giveUp(situation: Situation, overdue: number, of: string): Plan {
  const passive = situation.children.filter(({ isPassive }) => isPassive);
  const withdraw = passive
    .filter(({ isLeaving }) => !isLeaving)
    .map(({ orderId }): Action => ({ kind: "withdraw", orderId }));
  const actions = [...withdraw, ...cross(situation, overdue - workingLots(passive))];
  return { actions, text: `${of}: behind schedule, crosses` };
}

/** One passive child at the touch; when it moves, it also takes along what has become due. */
function rest(situation: Situation, due: number): Action[] {
  const { parent, market, children } = situation;
  const limitTicks = restingTicks(market, parent);
  const resting = children.find(({ isPassive, isLeaving }) => isPassive && !isLeaving);
  if (!resting) {
    const lots = sendableLots(situation, due);
    return lots > 0 ? [{ kind: "post", lots, limitTicks, postOnly: true }] : [];
  }
  if (resting.isBusy || resting.limitTicks === limitTicks) return [];
  return [{ kind: "move", orderId: resting.orderId, limitTicks, sizeLots: due > 0 ? resting.sizeLots + due : null }];
}
