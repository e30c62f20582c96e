/** One line over time with a filled area: equity. Values are floating-point, for the picture only. */
import {
  AreaSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { readChartColors, withAlpha } from "./chart-colors";
import { chartOptions } from "./chart-options";

export type Point = {
  /** Seconds since the epoch, UTC; may have a fraction. */
  readonly time: number;
  readonly value: number;
};

export class AreaChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<"Area">;
  #last = 0;

  /** @param onHover the point under the crosshair; null when the pointer is elsewhere */
  constructor(element: HTMLElement, onHover: (point: Point | null) => void) {
    this.#chart = createChart(element, chartOptions(readChartColors()));
    this.#series = this.#chart.addSeries(AreaSeries, {
      priceFormat: { type: "price", precision: 2, minMove: 0.01 },
      lineWidth: 2,
    });
    this.#chart.subscribeCrosshairMove((move) => {
      const data = move.seriesData.get(this.#series);
      const isPoint = typeof move.time === "number" && data !== undefined && "value" in data;
      onHover(isPoint ? { time: Number(move.time), value: data.value } : null);
    });
    this.repaint();
  }

  /** @param baseline e.g. the opening balance: a dashed line to compare with */
  setPoints(points: readonly Point[], baseline: number): void {
    const distinct = new Map(points.map((point) => [Math.floor(point.time), point.value]));
    const data = [...distinct]
      .sort(([a], [b]) => a - b)
      .map(([time, value]) => ({ time: time as UTCTimestamp, value }));
    this.#series.setData(data);
    this.#last = data.at(-1)?.time ?? 0;
    for (const line of this.#series.priceLines()) this.#series.removePriceLine(line);
    this.#series.createPriceLine({
      price: baseline,
      color: readChartColors().lineStrong,
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      axisLabelVisible: false,
      title: "",
    });
    this.#chart.timeScale().fitContent();
  }

  /** A newer point; older ones than the last are ignored. */
  update({ time, value }: Point): void {
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
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.08 } },
      timeScale: { ...base.timeScale, borderVisible: false, rightOffset: 0, secondsVisible: true },
    });
    this.#series.applyOptions({
      lineColor: colors.accent,
      topColor: withAlpha(colors.accent, 0.22),
      bottomColor: withAlpha(colors.accent, 0),
      priceLineVisible: false,
      lastValueVisible: true,
    });
  }

  destroy(): void {
    this.#chart.remove();
  }
}
