/** What lies below zero, filled from zero down: drawdown. Values are floating-point, for the picture only. */
import { BaselineSeries, createChart, type IChartApi, type ISeriesApi, type UTCTimestamp } from "lightweight-charts";
import { readChartColors, withAlpha } from "./chart-colors";
import { chartOptions } from "./chart-options";

type WaterPoint = Readonly<{
  /** Seconds since the epoch, UTC; may have a fraction. */
  time: number;
  /** Per cent, zero or less. */
  value: number;
}>;

/** A shallow fall needs a decimal more to be told from none. */
const percentText = (value: number): string => `${value.toFixed(Math.abs(value) < 1 ? 3 : 2)} %`;

export class UnderWaterChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<"Baseline">;
  #last = 0;

  /** @param onHover the point under the crosshair; null when the pointer is elsewhere */
  constructor(element: HTMLElement, onHover: (point: WaterPoint | null) => void) {
    this.#chart = createChart(element, chartOptions(readChartColors()));
    this.#series = this.#chart.addSeries(BaselineSeries, {
      baseValue: { type: "price", price: 0 },
      priceFormat: { type: "custom", minMove: 0.001, formatter: percentText },
      lineWidth: 2,
      priceLineVisible: false,
    });
    this.#chart.subscribeCrosshairMove((move) => {
      const point = move.seriesData.get(this.#series);
      onHover(
        typeof move.time === "number" && point !== undefined && "value" in point
          ? { time: move.time, value: point.value }
          : null,
      );
    });
    this.repaint();
  }

  setPoints(points: readonly WaterPoint[]): void {
    // The library takes one value a second; of several the lowest says what happened.
    const lowest = new Map<number, number>();
    for (const { time, value } of points) {
      const second = Math.floor(time);
      lowest.set(second, Math.min(lowest.get(second) ?? 0, value));
    }
    const data = [...lowest].sort(([a], [b]) => a - b).map(([time, value]) => ({ time: time as UTCTimestamp, value }));
    this.#series.setData(data);
    this.#last = data.at(-1)?.time ?? 0;
    this.#chart.timeScale().fitContent();
  }

  /** A newer point; older ones than the last are ignored. */
  update({ time, value }: WaterPoint): void {
    const second = Math.floor(time);
    if (second < this.#last) return;
    this.#last = second;
    this.#series.update({ time: second as UTCTimestamp, value });
  }

  repaint(): void {
    const colors = readChartColors();
    const base = chartOptions(colors);
    this.#chart.applyOptions({
      ...base,
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.04, bottom: 0.08 } },
      timeScale: { ...base.timeScale, borderVisible: false, rightOffset: 0, secondsVisible: true },
    });
    this.#series.applyOptions({
      topLineColor: colors.muted,
      topFillColor1: "transparent",
      topFillColor2: "transparent",
      bottomLineColor: colors.down,
      bottomFillColor1: withAlpha(colors.down, 0.08),
      bottomFillColor2: withAlpha(colors.down, 0.32),
    });
  }

  destroy(): void {
    this.#chart.remove();
  }
}
