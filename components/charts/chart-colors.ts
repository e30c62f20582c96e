/** The theme's tokens as the chart library wants them: plain colours, read from the page. */
export type ChartColors = Readonly<
  Record<"surface" | "line" | "lineStrong" | "text" | "muted" | "accent" | "up" | "down" | "ours" | "ink", string>
>;

const TOKENS: Readonly<Record<keyof ChartColors, string>> = {
  surface: "--surface-1",
  line: "--line",
  lineStrong: "--line-strong",
  text: "--text",
  muted: "--muted",
  accent: "--accent",
  up: "--up",
  down: "--down",
  ours: "--ours",
  ink: "--ink",
};

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: keyof ChartColors) => style.getPropertyValue(TOKENS[name]).trim();
  return {
    surface: read("surface"),
    line: read("line"),
    lineStrong: read("lineStrong"),
    text: read("text"),
    muted: read("muted"),
    accent: read("accent"),
    up: read("up"),
    down: read("down"),
    ours: read("ours"),
    ink: read("ink"),
  };
}

/** `#rrggbb` with an opacity of 0 to 1. */
export const withAlpha = (color: string, alpha: number): string =>
  `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, "0")}`;
