/**
 * Own fills on the chart: a triangle at the exact price and in the bar of its time, up for a buy,
 * down for a sell. Drawn as a primitive of the price series, since the library's markers know no price.
 */
import type {
  IChartApiBase,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from "lightweight-charts";
import type { ChartColors } from "./chart-colors";

export type FillMark = {
  /** Start of the bar, seconds. */
  readonly time: number;
  readonly price: number;
  readonly side: "buy" | "sell";
};

type Point = { readonly x: number; readonly y: number; readonly isBuy: boolean };
type DrawTarget = Parameters<IPrimitivePaneRenderer["draw"]>[0];

/** Half the width of a triangle, px. */
const HALF = 5;
const HEIGHT = 8;

export class FillMarks implements ISeriesPrimitive<Time> {
  #marks: readonly FillMark[] = [];
  #colors: ChartColors;
  #chart: IChartApiBase<Time> | null = null;
  #series: ISeriesApi<SeriesType, Time> | null = null;
  #requestUpdate: () => void = () => undefined;
  #points: readonly Point[] = [];
  readonly #view: IPrimitivePaneView;

  constructor(colors: ChartColors) {
    this.#colors = colors;
    this.#view = {
      zOrder: () => "top",
      renderer: () => ({ draw: (target) => this.#draw(target) }),
    };
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time, SeriesType>): void {
    this.#chart = chart;
    this.#series = series;
    this.#requestUpdate = requestUpdate;
  }

  detached(): void {
    this.#chart = null;
    this.#series = null;
  }

  setMarks(marks: readonly FillMark[]): void {
    this.#marks = marks;
    this.#requestUpdate();
  }

  setColors(colors: ChartColors): void {
    this.#colors = colors;
    this.#requestUpdate();
  }

  updateAllViews(): void {
    const scale = this.#chart?.timeScale();
    const points: Point[] = [];
    for (const mark of this.#marks) {
      const x = scale?.timeToCoordinate(mark.time as Time) ?? null;
      const y = this.#series?.priceToCoordinate(mark.price) ?? null;
      if (x !== null && y !== null) points.push({ x, y, isBuy: mark.side === "buy" });
    }
    this.#points = points;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this.#view];
  }

  #draw(target: DrawTarget): void {
    target.useMediaCoordinateSpace(({ context }) => {
      for (const { x, y, isBuy } of this.#points) {
        // The tip is the price; the body lies below it for a buy and above it for a sell.
        const base = isBuy ? y + HEIGHT : y - HEIGHT;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x - HALF, base);
        context.lineTo(x + HALF, base);
        context.closePath();
        context.fillStyle = isBuy ? this.#colors.up : this.#colors.down;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = this.#colors.ours;
        context.stroke();
      }
    });
  }
}
