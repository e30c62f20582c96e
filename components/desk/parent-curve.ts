/** A parent order's plan against what was done, as step curves, and its shortfall as lines. */
import { toSignedMoney } from "@/components/frame/money-format";
import { toBps } from "@/components/ui/number-format";
import type { ParentOrder, SchedulePoint } from "@/server/domain/parent-order";

export type ParentCurve = Readonly<{
  /** SVG paths in a 1 x 1 box whose y grows downwards; null where there is no plan. */
  plan: string | null;
  done: string;
  /** Shares of the size, 0 to 1. */
  doneShare: number;
  /** What the plan wanted by now; null without one. */
  planShare: number | null;
  /** Where now lies in its time, 0 to 1. */
  nowShare: number;
}>;

/** @param nowAt market time, µs; after its end the curve stops at the end */
export function parentCurve(parent: ParentOrder, nowAt: number): ParentCurve {
  const { decidedAt, endsAt, sizeLots, schedule, done } = parent;
  const until = Math.min(parent.closedAt ?? nowAt, endsAt);
  const span = Math.max(endsAt - decidedAt, 1);
  const toX = (at: number) => Math.min(Math.max((at - decidedAt) / span, 0), 1);
  const steps = (points: readonly SchedulePoint[], end: number) =>
    points.reduce((path, { at, lots }) => `${path}H${fix(toX(at))}V${fix(1 - lots / sizeLots)}`, "M0 1") +
    `H${fix(end)}`;
  return {
    plan: schedule.length === 0 ? null : steps(schedule, 1),
    done: steps(done, toX(until)),
    doneShare: parent.filledLots / sizeLots,
    planShare: schedule.length === 0 ? null : plannedLots(schedule, until) / sizeLots,
    nowShare: toX(until),
  };
}

const plannedLots = (schedule: readonly SchedulePoint[], at: number): number =>
  schedule.findLast((point) => point.at <= at)?.lots ?? 0;

const fix = (share: number) => Number(share.toFixed(5));

export type ShortfallLine = Readonly<{ name: string; text: string; hint: string }>;

/** Empty until the parent has ended. Plus costs us. */
export function shortfallLines({ shortfall }: Pick<ParentOrder, "shortfall">): readonly ShortfallLine[] {
  if (shortfall === null) return [];
  const line = (name: string, atoms: bigint, hint: string) => ({ name, text: toSignedMoney(atoms, 4), hint });
  const bps = shortfall.totalBps === null ? "" : ` (${toBps(shortfall.totalBps)})`;
  return [
    line("Delay", shortfall.delayAtoms, "From the mid of the decision to the mid when each slice was sent"),
    line("Trading", shortfall.tradingAtoms, "From there to the prices paid"),
    line("Missed", shortfall.opportunityAtoms, "What did not fill, at the last mid"),
    line("Fees", shortfall.feeAtoms, "As booked"),
    {
      name: "Shortfall",
      text: `${toSignedMoney(shortfall.totalAtoms, 4)}${bps}`,
      hint: "The parts above, exactly (Perold 1988)",
    },
  ];
}
