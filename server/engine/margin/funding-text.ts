/** Times and sentences of funding; the engine has no `Date`. */

import { type FundingPoint } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { formatSteps } from "@/server/domain/steps";
import { moneyText, sizeText } from "@/server/engine/risk/reason";

const DAY_MICROS = 86_400_000_000;

/** Cause of the ledger entries and the risk event of one funding. */
export const fundingCause = (at: number): string => `funding ${isoText(at)}`;

/** "2024-08-09T08:00:00Z", to the second. Days to a date: Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. */
export function isoText(at: number): string {
  const z = Math.floor(at / DAY_MICROS) + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = Math.floor((at - Math.floor(at / DAY_MICROS) * DAY_MICROS) / 1_000_000);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${year}-${two(month)}-${two(day)}T${time}Z`;
}

const two = (value: number): string => String(value).padStart(2, "0");

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
