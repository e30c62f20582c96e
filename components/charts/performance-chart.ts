/**
 * Equity with its range, drawdown below it and rolling Sharpe below that, on one time axis. React owns the element and
 * its life, the library owns the pixels. Values are floating-point, for the picture only.
 */
import {
  AreaSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { BandPrimitive } from "./band-primitive";
import { readChartColors, withAlpha } from "./chart-colors";
import { chartOptions } from "./chart-options";

export type PerformancePoint = {
  /** Seconds since the epoch, UTC; may have a fraction. */
  readonly time: number;
  readonly equity: number;
  readonly pessimistic: number | null;
  readonly optimistic: number | null;
  /** Percent below the highest so far, 0 and down; null where there is none. */
  readonly drawdown: number | null;
};
export type RatioPoint = { readonly time: number; readonly value: number };

export const LINES = ["equity", "pessimistic", "optimistic", "drawdown", "sharpe"] as const;
export type LineName = (typeof LINES)[number];
export type Hovered = Readonly<Partial<Record<LineName, number>> & { time: number }>;

type Line = ISeriesApi<"Area"> | ISeriesApi<"Line">;

const PRICE = { type: "price", precision: 2, minMove: 0.01 } as const;
const QUIET = { priceLineVisible: false, lastValueVisible: false } as const;

export class PerformanceChart {
  readonly #chart: IChartApi;
  readonly #lines: Readonly<Record<Exclude<LineName, "sharpe">, Line>>;
  /** Its pane is there only while there are ratios to show. */
  #sharpe: Line | null = null;
  readonly #band = new BandPrimitive();
  readonly #hidden = new Set<LineName>();
  #points: readonly (PerformancePoint & { readonly time: UTCTimestamp })[] = [];
  /** The person moved or zoomed: from then on the view is theirs. */
  #isTouched = false;

  /** @param onHover what stands under the crosshair; null when the pointer is elsewhere */
  constructor(element: HTMLElement, onHover: (hovered: Hovered | null) => void) {
    this.#chart = createChart(element, chartOptions(readChartColors()));
    const line = (pane: number) => this.#addLine(pane);
    const equity = this.#chart.addSeries(AreaSeries, { priceFormat: PRICE, lineWidth: 2 }, 0);
    equity.attachPrimitive(this.#band);
    const drawdown = this.#chart.addSeries(
      AreaSeries,
      { priceFormat: { type: "percent", precision: 2, minMove: 0.01 }, lineWidth: 1, invertFilledArea: true, ...QUIET },
      1,
    );
    this.#lines = { equity, pessimistic: line(0), optimistic: line(0), drawdown };
    this.#stretch();
    this.#chart.subscribeCrosshairMove((move) => {
      onHover(typeof move.time === "number" ? this.#at(move.time, move.seriesData) : null);
    });
    for (const kind of ["pointerdown", "wheel", "touchstart"])
      element.addEventListener(kind, () => (this.#isTouched = true), { passive: true });
    this.repaint();
  }

  /** @param baseline e.g. the opening equity: a dashed line to compare with */
  setData(points: readonly PerformancePoint[], ratios: readonly RatioPoint[], baseline: number): void {
    const distinct = new Map(points.map((point) => [Math.floor(point.time), point]));
    this.#points = [...distinct].map(([time, point]) => ({ ...point, time: time as UTCTimestamp }));
    const series = (value: (point: PerformancePoint) => number | null) =>
      this.#points.flatMap((point) => {
        const known = value(point);
        return known === null ? [] : [{ time: point.time, value: known }];
      });
    const { equity, pessimistic, optimistic, drawdown } = this.#lines;
    equity.setData(series((point) => point.equity));
    pessimistic.setData(series((point) => point.pessimistic));
    optimistic.setData(series((point) => point.optimistic));
    drawdown.setData(series((point) => point.drawdown));
    this.#setRatios(ratios);
    this.#drawBand();
    for (const line of equity.priceLines()) equity.removePriceLine(line);
    const { lineStrong: color } = readChartColors();
    const dashed = { lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: false, title: "" } as const;
    equity.createPriceLine({ price: baseline, color, ...dashed });
    if (!this.#isTouched) this.#chart.timeScale().fitContent();
  }

  show(line: LineName, isShown: boolean): void {
    if (isShown) this.#hidden.delete(line);
    else this.#hidden.add(line);
    this.#line(line)?.applyOptions({ visible: isShown });
    this.#drawBand();
  }

  /** All of the window again. */
  reset(): void {
    this.#isTouched = false;
    this.#chart.timeScale().fitContent();
  }

  repaint(): void {
    const colors = readChartColors();
    const base = chartOptions(colors);
    this.#chart.applyOptions({
      ...base,
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.12, bottom: 0.1 } },
      timeScale: { ...base.timeScale, borderVisible: false, rightOffset: 0, secondsVisible: true },
    });
    const { equity, pessimistic, optimistic, drawdown } = this.#lines;
    equity.applyOptions({ lineColor: colors.accent, topColor: "transparent", bottomColor: "transparent" });
    pessimistic.applyOptions({ color: withAlpha(colors.down, 0.75) });
    optimistic.applyOptions({ color: withAlpha(colors.up, 0.75) });
    drawdown.applyOptions({
      lineColor: colors.down,
      topColor: withAlpha(colors.down, 0.08),
      bottomColor: withAlpha(colors.down, 0.3),
    });
    this.#sharpe?.applyOptions({ color: colors.ours });
    this.#band.paint({ fill: withAlpha(colors.accent, 0.1), edge: "transparent" });
  }

  destroy(): void {
    this.#chart.remove();
  }

  #line(name: LineName): Line | null {
    return name === "sharpe" ? this.#sharpe : this.#lines[name];
  }

  #addLine(pane: number): Line {
    return this.#chart.addSeries(LineSeries, { priceFormat: PRICE, lineWidth: 1, ...QUIET }, pane);
  }

  #setRatios(ratios: readonly RatioPoint[]): void {
    if (ratios.length === 0) {
      if (this.#sharpe !== null) this.#chart.removeSeries(this.#sharpe);
      this.#sharpe = null;
      return;
    }
    if (this.#sharpe === null) {
      this.#sharpe = this.#addLine(2);
      this.#sharpe.applyOptions({ color: readChartColors().ours, visible: !this.#hidden.has("sharpe") });
      this.#stretch();
    }
    this.#sharpe.setData(ratios.map(({ time, value }) => ({ time: Math.floor(time) as UTCTimestamp, value })));
  }

  #stretch(): void {
    for (const [i, pane] of this.#chart.panes().entries()) pane.setStretchFactor(i === 0 ? 5 : 2);
  }

  #drawBand(): void {
    const isShown = !this.#hidden.has("pessimistic") && !this.#hidden.has("optimistic") && !this.#hidden.has("equity");
    const banded = this.#points.map(({ time, equity, pessimistic, optimistic }) => ({
      time,
      low: Math.min(pessimistic ?? equity, optimistic ?? equity),
      high: Math.max(pessimistic ?? equity, optimistic ?? equity),
    }));
    this.#band.set(isShown ? banded : []);
  }

  #at(time: number, data: ReadonlyMap<unknown, unknown>): Hovered {
    const values = LINES.flatMap((name) => {
      const bar = data.get(this.#line(name)) as { value?: number } | undefined;
      return bar?.value === undefined ? [] : [[name, bar.value] as const];
    });
    return { time, ...Object.fromEntries(values) };
  }
}
