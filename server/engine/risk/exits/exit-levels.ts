/**
 * Where a position is closed to protect it: stop, trailing stop, target, time (DOMAIN.md 5). Prices are millionths of
 * a tick, whole; a stop is rounded away from the price and a target too, so that what is reached by them is reached.
 */
import { ceilDiv, floorDiv, MILLIONTHS_PER_TICK } from "@/server/domain/contract-math";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RiskKey, RiskSettings } from "@/server/domain/risk/risk-settings";

const PPM = 1_000_000n;
const MILLI = 1_000n;
const MILLIONTHS_PER_HALF_TICK = BigInt(MILLIONTHS_PER_TICK / 2);

export type ExitInput = Readonly<{
  risk: RiskSettings;
  /** ATR(14) of hourly bars, half ticks; null while it is not known. */
  atrHalfTicks: number | null;
  isLong: boolean;
  /** Average price of what is held. */
  entry: bigint;
  /** Best price since it was opened. */
  best: bigint;
}>;

/** A price at which it is closed, and the setting that says so. */
export type ExitLevel = Readonly<{ price: bigint; by: RiskKey }>;

export type ExitLevels = Readonly<{ stop: ExitLevel; target: ExitLevel }>;

export function exitLevels(input: ExitInput): ExitLevels {
  const { isLong, best, entry, risk } = input;
  const { stop, target } = fixedLevels(input);
  const hasRun = gainPpm(isLong, entry, best) >= BigInt(risk.trailActivationPpm);
  if (!hasRun) return { stop, target };
  const price = away({ from: best, isUp: !isLong, ppm: BigInt(risk.trailPpm) });
  const isNearer = isLong ? price > stop.price : price < stop.price;
  return { stop: isNearer ? { price, by: "trailPpm" } : stop, target };
}

/** Gain (+) or loss against the entry, whole ppm of it, towards zero. */
export function gainPpm(isLong: boolean, entry: bigint, price: bigint): bigint {
  const gain = ((price - entry) * PPM) / entry;
  return isLong ? gain : -gain;
}

/**
 * Average price of what is held, millionths of a tick, cut to whole ones. Of an inverse contract its face over what it
 * was worth, for its value falls as the price rises.
 */
export function entryPrice(spec: InstrumentSpec, held: Readonly<{ sizeLots: number; costAtoms: bigint }>): bigint {
  const lots = BigInt(Math.abs(held.sizeLots));
  const cost = held.costAtoms < 0n ? -held.costAtoms : held.costAtoms;
  const scale = BigInt(MILLIONTHS_PER_TICK);
  if (spec.contract?.kind === "inverse") return cost === 0n ? 0n : (lots * spec.contract.inverseAtoms * scale) / cost;
  return lots === 0n ? 0n : (cost * scale) / (lots * spec.atomsPerTickLot);
}

/** In half ticks, as pages show prices: rounded away from the position. */
export const toHalfTicks = (price: bigint, isUp: boolean): number =>
  Number(isUp ? ceilDiv(price, MILLIONTHS_PER_HALF_TICK) : floorDiv(price, MILLIONTHS_PER_HALF_TICK));

function fixedLevels({ risk, atrHalfTicks, isLong, entry }: ExitInput): ExitLevels {
  if (risk.exitMethod === "atr" && atrHalfTicks !== null) {
    const far = (BigInt(atrHalfTicks) * MILLIONTHS_PER_HALF_TICK * BigInt(risk.atrStopMilli)) / MILLI;
    const gain = (far * BigInt(risk.atrTargetMilli)) / MILLI;
    const side = isLong ? 1n : -1n;
    return {
      stop: { price: entry - side * far, by: "atrStopMilli" },
      target: { price: entry + side * gain, by: "atrTargetMilli" },
    };
  }
  return {
    stop: { price: away({ from: entry, isUp: !isLong, ppm: BigInt(risk.stopPpm) }), by: "stopPpm" },
    target: { price: away({ from: entry, isUp: isLong, ppm: BigInt(risk.targetPpm) }), by: "targetPpm" },
  };
}

const away = ({ from, isUp, ppm }: Readonly<{ from: bigint; isUp: boolean; ppm: bigint }>): bigint =>
  isUp ? ceilDiv(from * (PPM + ppm), PPM) : floorDiv(from * (PPM - ppm), PPM);
