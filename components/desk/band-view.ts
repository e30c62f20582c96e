/** The same session under three queue models: as points of the equity chart, and as a small table. */
import type { Point } from "@/components/charts/area-chart";
import { ratioOf, toMoney, toSignedMoney } from "@/components/frame/money-format";
import { toPercent } from "@/components/ui/number-format";
import { toUnits } from "@/server/domain/atoms";
import type { BandLane, Bands, EquitySample } from "@/server/domain/portfolio";

/**
 * Samples as points of the chart. Samples at fills carry no bands: the last known range moves with
 * the line until the next whole second, so that the band has no teeth.
 */
export function toPoints(samples: readonly EquitySample[]): readonly Point[] {
  let below = 0;
  let above = 0;
  return samples.map((sample) => {
    if (sample.bands !== null) ({ below, above } = spread(sample.bands));
    const value = toUnits(sample.equityAtoms);
    return { time: sample.at / 1e6, value, low: value - below, high: value + above };
  });
}

/** How far the outer models lie from the base one. They need not stand in their order at every moment. */
function spread({ pessimistic, base, optimistic }: Bands): { readonly below: number; readonly above: number } {
  const [low, mid, high] = [pessimistic, base, optimistic].map(({ equityAtoms }) => toUnits(equityAtoms)) as [
    number,
    number,
    number,
  ];
  return { below: Math.max(mid - Math.min(low, high), 0), above: Math.max(Math.max(low, high) - mid, 0) };
}

export const LANES = ["pessimistic", "base", "optimistic"] as const;
export type LaneName = (typeof LANES)[number];

export const BAND_ROWS = [
  { id: "equity", label: "Equity", hint: "Under this queue model" },
  { id: "pnl", label: "P&L", hint: "Equity less the opening balance" },
  { id: "rate", label: "Filled", hint: "Share of the notional that ended orders asked for, and the number of fills" },
] as const;
export type BandRow = (typeof BAND_ROWS)[number]["id"];

/** One cell of the table; a dash while nothing has ended that could have filled. */
export function bandText(lane: BandLane, row: BandRow, openingAtoms: bigint): string {
  switch (row) {
    case "equity":
      return toMoney(lane.equityAtoms);
    case "pnl":
      return toSignedMoney(lane.equityAtoms - openingAtoms);
    case "rate": {
      const share = ratioOf(lane.filledAtoms, lane.wantedAtoms);
      return share === null ? "–" : `${toPercent(share, 0).replace("+", "")} in ${lane.fills}`;
    }
  }
}
