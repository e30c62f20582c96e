/** Numbers of the risk settings as people read them. */
import type { RiskUnit } from "./risk-fields";

const MICROS = { s: 1_000_000, min: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const;

/** "25 %", "5 min", "1.5 h", "4 ×", "60". */
export function riskText(unit: RiskUnit, value: number): string {
  if (unit === "ppm") return `${plain(value / 10_000, 2)} %`;
  if (unit === "milli") return `${plain(value / 1_000, 2)} ×`;
  return unit === "micros" ? durationText(value) : plain(value, 1);
}

function durationText(micros: number): string {
  const { s, min, h, d } = MICROS;
  if (micros < min) return `${plain(micros / s, 1)} s`;
  if (micros < h)
    return micros % min === 0 || micros > 10 * min ? `${plain(micros / min, 1)} min` : `${plain(micros / s, 0)} s`;
  return micros < 2 * d ? `${plain(micros / h, 1)} h` : `${plain(micros / d, 1)} d`;
}

const plain = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};
