/** Key figures as text: the unit decides the form. */
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import { toPercent } from "@/components/ui/number-format";
import { toDuration } from "@/components/ui/time-format";
import { FIGURES, type FigureId } from "@/server/domain/performance-figures";

export type FigureContext = Readonly<{ currency: string; period: "day" | "hour" }>;

const MINUS = "−";

export function figureText(id: FigureId, value: number, { period }: FigureContext): string {
  switch (FIGURES[id].unit) {
    case "percent":
      return toPercent(value, digitsOf(value));
    case "share":
      return `${(value * 100).toFixed(digitsOf(value)).replace("-", MINUS)} %`;
    case "ratio":
      return value.toFixed(2).replace("-", MINUS);
    case "money":
      return id === "expectancy" ? toSignedMoney(atomsOf(value)) : toMoney(atomsOf(value));
    case "duration":
      return toDuration(value);
    case "count":
      return String(value);
    case "periods":
      return `${Math.ceil(value)} ${period}${Math.ceil(value) === 1 ? "" : "s"}`;
  }
}

/** Above nothing good, below it bad; of most figures neither. */
export function figureTone(id: FigureId, value: number): "up" | "down" | null {
  const isJudged = FIGURES[id].unit === "percent" || ["expectancy", "sharpe", "sortino", "calmar"].includes(id);
  return !isJudged || value === 0 ? null : value > 0 ? "up" : "down";
}

/** What the figure's unit is, where the text does not say it. */
export function unitWord(id: FigureId, { currency }: FigureContext): string | null {
  return FIGURES[id].unit === "money" ? currency : null;
}

/** Small shares keep three figures, so that a loss does not read as nothing. */
export const digitsOf = (share: number): number => (share !== 0 && Math.abs(share) < 0.001 ? 4 : 2);

const atomsOf = (units: number): bigint => BigInt(Math.round(units * 1e8));

/** `+1.23 %` of months and histograms. */
export const shortPercent = (ratio: number): string => toPercent(ratio, digitsOf(ratio));
