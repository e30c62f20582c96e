import type { Check } from "@/server/engine/risk/check-input";
import { reason } from "@/server/engine/risk/reason";

/** HALTED lets only the risk rules' own orders through, REDUCING only what lowers exposure: of spot, a sell. */
export const checkTradingState: Check = ({ draft, origin, market, gate, isReduction, isExit, perp }) => {
  if (origin === "risk") return null;
  const { state, flattening } = gate;
  if (flattening) return refuse("the desk is being flattened; only its closing orders go", "FLATTENING");
  if (gate.closing[market.index]) {
    return refuse(`the position in ${market.spec.symbol} is being closed; only its closing order goes`, "CLOSING");
  }
  if (state === "HALTED") return refuse("trading is halted", state);
  const adds = perp ? perp.openingLots > 0 : draft.side === "buy";
  if (state === "REDUCING" && adds && !isReduction) {
    return refuse("trading is reducing: only orders that lower exposure go", state);
  }
  if (origin !== "manual" && !isExit && !gate.strategiesRun) return refuse("strategies are paused", "PAUSED");
  return null;
};

const refuse = (text: string, value: string) => reason("trading_state", text, { limit: "ACTIVE", value });
