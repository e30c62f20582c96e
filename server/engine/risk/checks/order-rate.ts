import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** So many orders and amends may be sent in 60 s. Closing orders of the risk rules and exits of brackets are exempt. */
export const checkOrderRate: Check = ({ origin, isExit, risk, ordersLastMinute }) => {
  const value = ordersLastMinute + 1;
  if (origin === "risk" || isExit || value <= risk.ordersPerMinuteMax) return null;
  return reason(
    "order_rate",
    `${ordersLastMinute} orders were sent in the last minute, ${risk.ordersPerMinuteMax} may`,
    {
      limit: String(risk.ordersPerMinuteMax),
      value: String(value),
      distance: String(value - risk.ordersPerMinuteMax),
    },
  );
};
