import { MoveRight, TrendingDown, TrendingUp } from "lucide-react";
import { usedText } from "./limit-sections";
import { type Direction, directionOf, type TrendPoint, trendPath } from "./trend-log";

const ICONS = { nearer: TrendingUp, farther: TrendingDown, level: MoveRight } as const;
const WORDS: Readonly<Record<Direction, string>> = {
  nearer: "nearer than a minute ago",
  farther: "farther than a minute ago",
  level: "where it was a minute ago",
};

/** Where a limit comes from: its last minutes as a curve, and whether it comes nearer. */
export function Sparkline({ points }: { readonly points: readonly TrendPoint[] }) {
  const path = trendPath(points);
  const direction = directionOf(points);
  const Icon = ICONS[direction];
  const values = points.map(({ used }) => used);
  const range = `between ${usedText(Math.min(...values))} and ${usedText(Math.max(...values))} while this page was open`;
  const words = path === "" ? "No trend yet" : `${WORDS[direction]}; ${range}`;
  return (
    <span className="flex items-center gap-1.5" title={words}>
      <svg aria-hidden viewBox="0 0 1 1" preserveAspectRatio="none" className="h-4.5 w-16 overflow-visible">
        {path === "" ? null : (
          <path d={path} vectorEffect="non-scaling-stroke" strokeWidth={1.25} className="fill-none stroke-muted" />
        )}
      </svg>
      <Icon aria-hidden className={direction === "nearer" ? "size-3 text-warn" : "size-3 text-muted"} />
      <span className="sr-only">{words}</span>
    </span>
  );
}
