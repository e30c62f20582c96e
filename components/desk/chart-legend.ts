import type { Bar } from "@/components/charts/candle-chart";
import { toCompact, toPercent } from "@/components/ui/number-format";
import { toDateTime } from "@/components/ui/time-format";
import type { Units } from "./units";

/** The bar under the crosshair: `2024-08-08 23:54`, `O 1.00`, `H 2.00`, `L 0.50`, `C 1.50`, `+50.00 %`, `V 3.2 BTC`. */
export function toLegend(bar: Bar, units: Units): string[] {
  const tick = units.priceNumber(1);
  const price = (value: number) => units.price(Math.round(value / tick));
  return [
    toDateTime(bar.time * 1_000_000).slice(0, 16),
    `O ${price(bar.open)}`,
    `H ${price(bar.high)}`,
    `L ${price(bar.low)}`,
    `C ${price(bar.close)}`,
    toPercent(bar.open === 0 ? 0 : bar.close / bar.open - 1, 2),
    `V ${toCompact(bar.volume)} ${units.spec.base}`,
  ];
}
