/** Price shocks as they stand in the address and in the fields: per cent, for all at once or by instrument. */
import { addressSymbol } from "@/server/domain/display-symbol";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Shocks } from "@/server/domain/risk/risk-shock";

/** By address symbol, as typed; `all` is for every instrument that is not named. */
export type ShockTexts = Readonly<Record<string, string>>;
export const ALL = "all";

const PPM_MIN = -999_900;
const PPM_MAX = 100_000_000;

export function parseShocks(text: string): ShockTexts {
  const entries = text.split(",").flatMap((part) => {
    const at = part.lastIndexOf(":");
    return at <= 0 ? [] : [[part.slice(0, at), part.slice(at + 1)] as const];
  });
  return Object.fromEntries(entries);
}

export const shocksText = (texts: ShockTexts): string =>
  Object.entries(texts)
    .filter(([, percent]) => percent.trim() !== "")
    .map(([name, percent]) => `${name}:${percent.trim()}`)
    .join(",");

export type PercentRead = Readonly<{ ppm: number }> | Readonly<{ problem: string }>;

/** A price cannot fall by all of itself; nothing typed is no shock. */
export function readPercent(text: string): PercentRead {
  const plain = text.replaceAll(/[\s%]/g, "").replace("−", "-");
  if (plain === "" || plain === "-" || plain === "+") return { ppm: 0 };
  const value = Number(plain);
  if (!/^[+-]?\d*\.?\d*$/.test(plain) || !Number.isFinite(value))
    return { problem: `“${text.trim()}” is no percentage, e.g. -30 or 12.5` };
  const ppm = Math.round(value * 10_000);
  if (ppm < PPM_MIN) return { problem: "A price can fall by 99.99 % at most" };
  return ppm > PPM_MAX ? { problem: "At most 10000 %" } : { ppm };
}

/** The shocks by instrument id; what is wrong counts as none. */
export function toShocks(texts: ShockTexts, instruments: readonly InstrumentSpec[]): Shocks {
  return Object.fromEntries(
    instruments.map((spec) => {
      const read = readPercent(texts[addressSymbol(spec)] ?? texts[ALL] ?? "");
      return [spec.id, "ppm" in read ? read.ppm : 0];
    }),
  );
}
