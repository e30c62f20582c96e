/** Sentences of funding. */

import { type FundingPoint } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { formatSteps } from "@/server/domain/steps";
import { moneyText, sizeText } from "@/server/engine/risk/reason";
import { utcText } from "@/server/engine/risk/utc-text";

/** Cause of the ledger entries and the risk event of one funding. */
export const fundingCause = (at: number): string => `funding ${isoText(at)}`;

/** "2024-08-09T08:00:00Z", to the second. */
export const isoText = (at: number): string => utcText(at).replace(" UTC", "Z").replace(" ", "T");

type Funded = FundingPoint & Readonly<{ lots: number; paidAtoms: bigint }>;

/** "long 0.5 BTC × mark 60,000.00 × 0.0100 % = 3.00 USDT paid" */
export function fundedText(spec: InstrumentSpec, { lots, rateE8, markMillionths, paidAtoms }: Funded): string {
  const side = lots > 0 ? "long" : "short";
  const rate = `${formatSteps(rateE8, "0.000001")} %`;
  const moved = paidAtoms < 0n ? `${moneyText(spec, -paidAtoms)} received` : `${moneyText(spec, paidAtoms)} paid`;
  return `${side} ${sizeText(spec, Math.abs(lots))} × mark ${markText(spec, markMillionths)} × ${rate} = ${moved}`;
}

/** A mark price with the decimals of the tick, cut off. */
export const markText = (spec: InstrumentSpec, millionths: number): string =>
  formatSteps(Math.floor(millionths / 1_000_000), spec.tickSize);
