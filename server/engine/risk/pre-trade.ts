/** The pre-trade checks in their fixed order; the first refusal stands. */
import type { Reason } from "@/server/domain/order";
import type { CheckInput } from "./check-input";
import { checkBracket } from "./checks/bracket";
import { checkBreaker } from "./checks/breaker";
import { checkCash } from "./checks/cash";
import { checkClusterCap } from "./checks/cluster-cap";
import { checkDataQuality } from "./checks/data-quality";
import { checkDisplaySize } from "./checks/display-size";
import { checkEntrySpacing } from "./checks/entry-spacing";
import { checkExpiresAt } from "./checks/expires-at";
import { checkGrossCap } from "./checks/gross-cap";
import { checkHoldings } from "./checks/holdings";
import { checkLeverage } from "./checks/leverage";
import { checkLotSize } from "./checks/lot-size";
import { checkMargin } from "./checks/margin";
import { checkMinConfidence } from "./checks/min-confidence";
import { checkMinNotional } from "./checks/min-notional";
import { checkNetCap } from "./checks/net-cap";
import { checkOpenOrders } from "./checks/open-orders";
import { checkOpenPositions } from "./checks/open-positions";
import { checkOrderRate } from "./checks/order-rate";
import { checkPositionCap } from "./checks/position-cap";
import { checkPostOnly } from "./checks/post-only";
import { checkReduceOnly } from "./checks/reduce-only";
import { checkSectorCap } from "./checks/sector-cap";
import { checkSelfCross } from "./checks/self-cross";
import { checkSpread } from "./checks/spread";
import { checkStaleData } from "./checks/stale-data";
import { checkStrategyBudget } from "./checks/strategy-budget";
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
  checkBreaker,
  checkDataQuality,
  checkSpread,
  checkMinConfidence,
  checkEntrySpacing,
  checkPositionCap,
  checkSectorCap,
  checkClusterCap,
  checkGrossCap,
  checkNetCap,
  checkOpenPositions,
  checkStrategyBudget,
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
