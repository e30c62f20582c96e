import { formatAtoms } from "@/server/domain/atoms";
import { type InstrumentSpec, settleOf } from "@/server/domain/instrument";
import type { Reason, ReasonRule } from "@/server/domain/order";
import { formatSteps } from "@/server/domain/steps";

type Numbers = Readonly<{ limit?: string; value?: string; distance?: string }>;

/** Why something was refused or ended early. Give the numbers wherever the rule has any. */
export const reason = (rule: ReasonRule, text: string, { limit, value, distance }: Numbers = {}): Reason => ({
  rule,
  text,
  limit: limit ?? null,
  value: value ?? null,
  distance: distance ?? null,
});

/** A price as people read it: "64,211.90". */
export const priceText = (spec: InstrumentSpec, ticks: number): string => grouped(formatSteps(ticks, spec.tickSize));

/** A size with its unit: "0.05 BTC"; of an inverse contract "5 contracts". */
export const sizeText = (spec: InstrumentSpec, lots: number): string =>
  `${trimmed(formatSteps(lots, spec.lotSize))} ${spec.contract?.kind === "inverse" ? "contracts" : spec.base}`;

/** Money to the last atom, at least to the cent: "1,234.50 USDT", "9.999 USDT". Rounded, a value could look like its limit. */
export function moneyText(spec: InstrumentSpec, atoms: bigint): string {
  const [whole = "", fraction = ""] = formatAtoms(atoms).split(".");
  return `${grouped(`${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`)} ${settleOf(spec)}`;
}

/** Seconds with at most three decimals: "61.2 s". */
export const secondsText = (micros: number): string => `${trimmed((micros / 1_000_000).toFixed(3))} s`;

const trimmed = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
