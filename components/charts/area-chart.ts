/** One line over time, filled below or with a range around it: equity. Values are floating-point, for the picture only. */
import {
  AreaSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { BandPrimitive } from "./band-primitive";
import { readChartColors, withAlpha } from "./chart-colors";
import { chartOptions } from "./chart-options";

export type Point = {
  /** Seconds since the epoch, UTC; may have a fraction. */
  readonly time: number;
  readonly value: number;
  /** The range around it; the value itself where there is none. */
  readonly low: number;
  readonly high: number;
};

export class AreaChart {
  readonly #chart: IChartApi;
  readonly #series: ISeriesApi<"Area">;
  readonly #band = new BandPrimitive();
  #points = new Map<number, Point>();
  #last = 0;
  #hasBand = false;

  /** @param onHover the point under the crosshair; null when the pointer is elsewhere */
  constructor(element: HTMLElement, onHover: (point: Point | null) => void) {
    this.#chart = createChart(element, chartOptions(readChartColors()));
    this.#series = this.#chart.addSeries(AreaSeries, {
      priceFormat: { type: "price", precision: 2, minMove: 0.01 },
      lineWidth: 2,
    });
    this.#series.attachPrimitive(this.#band);
    this.#chart.subscribeCrosshairMove((move) => {
      onHover(typeof move.time === "number" ? (this.#points.get(move.time) ?? null) : null);
    });
    this.repaint();
  }

  /** @param baseline e.g. the opening balance: a dashed line to compare with */
  setPoints(points: readonly Point[], baseline: number): void {
    const sorted = points
      .map((point) => ({ ...point, time: Math.floor(point.time) as UTCTimestamp }))
      .sort((a, b) => a.time - b.time);
    const distinct = new Map(sorted.map((point) => [point.time, point]));
    const data = [...distinct.values()];
    this.#points = new Map(distinct);
    this.#hasBand = data.some(({ low, high }) => low !== high);
    this.#series.setData(data.map(({ time, value }) => ({ time, value })));
    this.#band.set(data);
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
    this.repaint();
  }

  /** A newer point; older ones than the last are ignored. */
  update(point: Point): void {
    const time = Math.floor(point.time) as UTCTimestamp;
    if (time < this.#last) return;
    this.#last = time;
    const whole = { ...point, time };
    this.#points.set(time, whole);
    this.#series.update({ time, value: point.value });
    this.#band.update(whole);
    if (this.#hasBand || point.low === point.high) return;
    this.#hasBand = true;
    this.repaint();
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
      // With a range around the line the fill below it would say nothing and hide the range.
      topColor: withAlpha(colors.accent, this.#hasBand ? 0 : 0.22),
      bottomColor: withAlpha(colors.accent, 0),
      priceLineVisible: false,
      lastValueVisible: true,
    });
    this.#band.paint({ fill: withAlpha(colors.accent, 0.16), edge: withAlpha(colors.accent, 0.4) });
  }

  destroy(): void {
    this.#chart.remove();
  }
}
