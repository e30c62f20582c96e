import type { Check } from "@/server/engine/risk/check-input";

/** An open breaker of the instrument, or of the strategy, forbids it new risk. One of the whole desk sets the trading state. */
export const checkBreaker: Check = ({ addsRisk, isBlocked, draft: { instrumentId }, origin }) =>
  addsRisk ? isBlocked(instrumentId, origin) : null;
