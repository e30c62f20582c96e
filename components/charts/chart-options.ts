import { ColorType, CrosshairMode, type DeepPartial, LineStyle, type TimeChartOptions } from "lightweight-charts";
import { type ChartColors, withAlpha } from "./chart-colors";

/** How every chart of the desk looks: flat, quiet grid, the mono face for numbers, UTC. */
export function chartOptions(colors: ChartColors): DeepPartial<TimeChartOptions> {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colors.surface },
      textColor: colors.muted,
      fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: colors.line, separatorHoverColor: colors.line, enableResize: false },
    },
    grid: {
      vertLines: { color: withAlpha(colors.line, 0.55) },
      horzLines: { color: withAlpha(colors.line, 0.55) },
    },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: {
        color: colors.lineStrong,
        style: LineStyle.Dashed,
        width: 1,
        labelBackgroundColor: colors.lineStrong,
      },
      horzLine: {
        color: colors.lineStrong,
        style: LineStyle.Dashed,
        width: 1,
        labelBackgroundColor: colors.lineStrong,
      },
    },
    rightPriceScale: { borderColor: colors.line, scaleMargins: { top: 0.1, bottom: 0.22 } },
    timeScale: { borderColor: colors.line, timeVisible: true, secondsVisible: false, rightOffset: 6 },
    localization: { locale: "en-GB", dateFormat: "yyyy-MM-dd" },
  };
}
