/** The pre-trade checks in their fixed order; the first refusal stands. */
import type { Reason } from "@/server/domain/order";
import type { CheckInput } from "./check-input";
import { checkBracket } from "./checks/bracket";
import { checkCash } from "./checks/cash";
import { checkDisplaySize } from "./checks/display-size";
import { checkExpiresAt } from "./checks/expires-at";
import { checkHoldings } from "./checks/holdings";
import { checkLeverage } from "./checks/leverage";
import { checkLotSize } from "./checks/lot-size";
import { checkMargin } from "./checks/margin";
import { checkMinNotional } from "./checks/min-notional";
import { checkOpenOrders } from "./checks/open-orders";
import { checkOrderRate } from "./checks/order-rate";
import { checkPositionCap } from "./checks/position-cap";
import { checkPostOnly } from "./checks/post-only";
import { checkReduceOnly } from "./checks/reduce-only";
import { checkSelfCross } from "./checks/self-cross";
import { checkStaleData } from "./checks/stale-data";
import { checkTickSize } from "./checks/tick-size";
import { checkTradingState } from "./checks/trading-state";
import { checkTrail } from "./checks/trail";
import { checkTriggerPrice } from "./checks/trigger-price";
import { checkVenueOutage } from "./checks/venue-outage";

/** An unknown instrument is refused before these, for there is nothing to check it against. */
const CHECKS = [
  checkTradingState,
  checkVenueOutage,
  checkStaleData,
  checkLotSize,
  checkTickSize,
  checkTriggerPrice,
  checkTrail,
  checkExpiresAt,
  checkPostOnly,
  checkDisplaySize,
  checkReduceOnly,
  checkBracket,
  checkMinNotional,
  checkPositionCap,
  checkLeverage,
  checkOpenOrders,
  checkOrderRate,
  checkCash,
  checkMargin,
  checkHoldings,
  checkSelfCross,
] as const;

export function preTradeRefusal(input: CheckInput): Reason | null {
  for (const check of CHECKS) {
    const refusal = check(input);
    if (refusal) return refusal;
  }
  return null;
}
