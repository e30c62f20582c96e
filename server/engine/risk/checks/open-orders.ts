import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** So many orders may work at once. Closing orders of the risk rules and exits of brackets are exempt. */
export const checkOpenOrders: Check = ({ origin, isExit, risk, openOrders }) => {
  const value = openOrders + 1;
  if (origin === "risk" || isExit || value <= risk.openOrdersMax) return null;
  return reason("open_orders", `${openOrders} orders are working, ${risk.openOrdersMax} may`, {
    limit: String(risk.openOrdersMax),
    value: String(value),
    distance: String(value - risk.openOrdersMax),
  });
};
