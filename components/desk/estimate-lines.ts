/** The ticket's estimate in words and numbers, each with its unit. */
import { ratioOf, toMoney } from "@/components/frame/money-format";
import { toBps, toPercent } from "@/components/ui/number-format";
import { settleOf } from "@/server/domain/instrument";
import type { TicketEstimate } from "./ticket-estimate";
import { sizeUnitOf, type Units } from "./units";

export type EstimateContext = { readonly units: Units; readonly equityAtoms: bigint };
export type EstimateLine = readonly [name: string, value: string];

export function toEstimateLines(estimate: TicketEstimate, { units, equityAtoms }: EstimateContext): EstimateLine[] {
  const { quote } = units.spec;
  const settle = settleOf(units.spec);
  const unit = sizeUnitOf(units.spec);
  const size = (lots: number) => `${units.size(lots)} ${unit}`;
  const lines: EstimateLine[] = [];
  if (estimate.averageTicks !== null) {
    lines.push(["Fills at once", size(estimate.takenLots)]);
    lines.push(["Average price", `${averageText(estimate.averageTicks, units)} ${quote}`]);
    lines.push(["Slippage to mid", estimate.slippageBps === null ? "– (no mid)" : toBps(estimate.slippageBps)]);
  }
  if (estimate.restingLots > 0) {
    lines.push(["Would rest", size(estimate.restingLots)]);
    lines.push(["Queue ahead", estimate.takenLots > 0 ? "none, it would be the best price" : size(estimate.aheadLots)]);
  }
  if (estimate.lostLots > 0) lines.push(["Cancelled, not invented", size(estimate.lostLots)]);
  lines.push(["Fee", `${toMoney(estimate.feeAtoms, 4)} ${settle}`]);
  lines.push(["Position after", positionText(estimate.positionAfterLots, size)]);
  if (estimate.exposureAfterAtoms !== null) {
    const share = ratioOf(estimate.exposureAfterAtoms, equityAtoms);
    lines.push([
      "Exposure after",
      `${toMoney(estimate.exposureAfterAtoms)} ${settle}${share === null ? "" : ` (${unsigned(share)})`}`,
    ]);
  }
  if (estimate.marginAfterAtoms !== null)
    lines.push(["Margin after", `${toMoney(estimate.marginAfterAtoms)} ${settle}`]);
  if (estimate.liquidationTicks !== null)
    lines.push(["Liquidation about", `${units.price(estimate.liquidationTicks)} ${quote}`]);
  return [...lines, ...toLimitLines(estimate)];
}

/** Of the limits that the order comes closest to: the others are far away. */
const NEAREST = 3;

export function toLimitLines({ checks }: Pick<TicketEstimate, "checks">): EstimateLine[] {
  return checks
    .flatMap(({ name, used, of }) => (used === null ? [] : [{ name, used, of }]))
    .sort((x, y) => y.used - x.used)
    .slice(0, NEAREST)
    .map(({ name, used, of }): EstimateLine => [`${name} used`, of ? `${of} (${unsigned(used)})` : unsigned(used)]);
}

/** A short says so in a word too: a sign alone is easily missed. */
function positionText(lots: number, size: (lots: number) => string): string {
  if (lots === 0) return "flat";
  return lots < 0 ? `short ${size(-lots)}` : size(lots);
}

const unsigned = (share: number) => toPercent(share).replace("+", "");

/** One decimal more than the tick: an average may lie between two prices. */
function averageText(ticks: number, units: Units): string {
  const decimals = units.priceDecimals + 1;
  return units
    .priceNumber(ticks)
    .toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
