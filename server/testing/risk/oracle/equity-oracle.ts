/** Equity is what the ledger says was paid and what is held at the marks, at every sample. */
import type { EquitySample } from "@/server/domain/portfolio";
import type { Account } from "./account";
import { must } from "./violation";

/** Each position's value may be rounded by an atom, each fill of an inverse contract by one. */
const ROUNDING = 4;

export function mustBeEquity(account: Account, { equityAtoms, at }: EquitySample): void {
  const equity = account.equity();
  if (!equity) return;
  // A float holds 15 digits: beyond 10 million units the last atoms are lost.
  const slack = ROUNDING + Math.abs(equity.high) * 1e-15;
  const told = Number(equityAtoms);
  const holds = told >= equity.low - slack && told <= equity.high + slack;
  must("equity is the ledger and the marks", holds, `at ${at}: ${told}, not ${equity.low} to ${equity.high}`);
}
