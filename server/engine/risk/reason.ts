import { toUnits } from "@/server/domain/atoms";
import type { InstrumentSpec } from "@/server/domain/instrument";
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

/** A size with its unit: "0.05 BTC". */
export const sizeText = (spec: InstrumentSpec, lots: number): string =>
  `${trimmed(formatSteps(lots, spec.lotSize))} ${spec.base}`;

/** Money with its unit, to the cent, or exact below one: "1,234.50 USDT". */
export function moneyText(spec: Pick<InstrumentSpec, "quote">, atoms: bigint): string {
  const cents = atoms % 1_000_000n === 0n;
  const small = atoms < 100_000_000n && atoms > -100_000_000n;
  const text = small && !cents ? trimmed(toUnits(atoms).toFixed(8)) : toUnits(atoms).toFixed(2);
  return `${grouped(text)} ${spec.quote}`;
}

/** Seconds with at most three decimals: "61.2 s". */
export const secondsText = (micros: number): string => `${trimmed((micros / 1_000_000).toFixed(3))} s`;

const trimmed = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
