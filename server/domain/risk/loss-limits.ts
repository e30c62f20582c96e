/** Limits on losses, orders and signs of life: of the desk as a whole, and losses in a row of each strategy. */
import { type LimitView, limitOf, OF_DESK, shareLimit } from "./limit-view";
import { RISK_FIELDS } from "./risk-fields";
import type { LimitInput } from "./risk-limits";

export function lossLimits({ measures, settings }: LimitInput): LimitView[] {
  const { equityAtoms, dayOpenEquityAtoms, peakEquityAtoms, heartbeatAt, at } = measures;
  const loss = (key: "dailyLossPpm" | "drawdownReducePpm" | "drawdownClosePpm", fromAtoms: bigint): LimitView =>
    shareLimit(
      { valueAtoms: fell(fromAtoms, equityAtoms), ofAtoms: fromAtoms, limitPpm: settings[key] },
      { ...OF_DESK, key, path: key, label: RISK_FIELDS[key].label, trips: "at" },
    );
  const count = (key: "consecutiveLossesMax" | "openOrdersMax" | "ordersPerMinuteMax", value: number): LimitView => {
    const trips = key === "consecutiveLossesMax" ? "at" : "beyond";
    return limitOf(key, { value, limit: settings[key] }, { ...OF_DESK, trips });
  };
  return [
    loss("dailyLossPpm", dayOpenEquityAtoms),
    loss("drawdownReducePpm", peakEquityAtoms),
    loss("drawdownClosePpm", peakEquityAtoms),
    count("consecutiveLossesMax", measures.losingStreak),
    ...measures.strategies.map(({ strategy, losingStreak }) =>
      limitOf(
        "consecutiveLossesMax",
        { value: losingStreak, limit: settings.consecutiveLossesMax },
        { subject: { kind: "strategy", strategy }, name: strategy, trips: "at" },
      ),
    ),
    count("openOrdersMax", measures.openOrders),
    count("ordersPerMinuteMax", measures.ordersLastMinute),
    ...(heartbeatAt === null
      ? []
      : [
          limitOf(
            "heartbeatMicros",
            { value: Math.max(at - heartbeatAt, 0), limit: settings.heartbeatMicros },
            { ...OF_DESK, trips: "at" },
          ),
        ]),
  ];
}

const fell = (from: bigint, to: bigint): bigint => (from > to ? from - to : 0n);
