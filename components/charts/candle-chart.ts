/**
 * The price chart: candles, volume, own fills, working orders. React owns the element and its life,
 * the library owns the pixels; a tick goes straight to the series.
 */
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type LogicalRange,
  type MouseEventParams,
  type UTCTimestamp,
} from "lightweight-charts";
import { type ChartColors, readChartColors, withAlpha } from "./chart-colors";
import { chartOptions } from "./chart-options";
import { type FillMark, FillMarks } from "./fill-marks";
import { type OrderLine, OrderLines } from "./order-lines";

export type Bar = {
  /** Start of the bar, seconds since the epoch, UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

export type CandleChartPorts = {
  /** Price of one tick. */
  readonly tick: number;
  readonly priceText: (ticks: number) => string;
  readonly onAmend: (orderId: string, ticks: number) => void;
  readonly onCancel: (orderId: string) => void;
  /** The left edge of what is loaded comes into view. */
  readonly onNeedOlder: () => void;
  /** The bar under the crosshair; null when the pointer is elsewhere. */
  readonly onHover: (bar: Bar | null) => void;
};

/** Bars from the left edge at which older ones are asked for. */
const OLDER_BARS = 60;
const FIRST_VIEW_BARS = 140;

export class CandleChart {
  readonly #ports: CandleChartPorts;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<"Candlestick">;
  readonly #volume: ISeriesApi<"Histogram">;
  readonly #marks: FillMarks;
  readonly #lines: OrderLines;
  #colors: ChartColors;
  #bars = new Map<number, Bar>();
  /** The person moved or zoomed: from then on the view is theirs. */
  #isTouched = false;

  constructor(element: HTMLElement, layer: HTMLElement, ports: CandleChartPorts) {
    this.#ports = ports;
    this.#colors = readChartColors();
    this.#chart = createChart(element, chartOptions(this.#colors));
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceFormat: {
        type: "custom",
        minMove: ports.tick,
        formatter: (price: number) => ports.priceText(Math.round(price / ports.tick)),
      },
    });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.#marks = new FillMarks(this.#colors);
    this.#candles.attachPrimitive(this.#marks);
    this.#lines = new OrderLines(layer, {
      toY: (ticks) => this.#candles.priceToCoordinate(ticks * ports.tick),
      toTicks: (y) => this.#ticksAt(y),
      axisWidth: () => this.#chart.priceScale("right").width(),
      priceText: ports.priceText,
      onAmend: ports.onAmend,
      onCancel: ports.onCancel,
    });
    // The lines are elements above the canvas: they follow each time the series is drawn.
    this.#candles.attachPrimitive({ updateAllViews: () => this.#lines.place() });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#onRange(range));
    this.#chart.subscribeCrosshairMove((move) => this.#onMove(move));
    this.#chart.timeScale().subscribeSizeChange(() => this.#onSize());
    for (const kind of ["pointerdown", "wheel", "touchstart"]) {
      element.addEventListener(kind, () => (this.#isTouched = true), { passive: true });
    }
    this.#paint();
  }

  /** Replaces all bars. @param keepView stay where the person looks, e.g. when older bars were added */
  setBars(bars: readonly Bar[], keepView: boolean): void {
    const view = keepView && this.#isTouched ? this.#chart.timeScale().getVisibleLogicalRange() : null;
    const shift = this.#shiftTo(bars);
    this.#bars = new Map(bars.map((bar) => [bar.time, bar]));
    this.#candles.setData(bars.map(toCandle));
    this.#volume.setData(bars.map((bar) => this.#toColumn(bar)));
    if (view === null) this.reset();
    else this.#chart.timeScale().setVisibleLogicalRange({ from: view.from + shift, to: view.to + shift });
  }

  /** The bar under way, or a late correction of an earlier one. */
  update(bar: Bar): void {
    const last = this.#candles.data().at(-1)?.time;
    const isPast = typeof last === "number" && bar.time < last;
    this.#bars.set(bar.time, bar);
    this.#candles.update(toCandle(bar), isPast);
    this.#volume.update(this.#toColumn(bar), isPast);
  }

  setFills(marks: readonly FillMark[]): void {
    this.#marks.setMarks(marks);
  }

  setOrders(lines: readonly OrderLine[]): void {
    this.#lines.set(lines);
  }

  /** Back to the newest bars, prices scaled to fit. */
  reset(): void {
    this.#isTouched = false;
    const count = this.#bars.size;
    this.#chart.priceScale("right").applyOptions({ autoScale: true });
    this.#chart.timeScale().setVisibleLogicalRange({ from: count - FIRST_VIEW_BARS, to: count + 8 });
  }

  /** After the theme changed. */
  repaint(): void {
    this.#colors = readChartColors();
    this.#chart.applyOptions(chartOptions(this.#colors));
    this.#marks.setColors(this.#colors);
    this.#paint();
    this.#volume.setData([...this.#bars.values()].sort((a, b) => a.time - b.time).map((bar) => this.#toColumn(bar)));
  }

  destroy(): void {
    this.#lines.clear();
    this.#chart.remove();
  }

  /** By how many places the newest bar moves when `bars` replace those shown. */
  #shiftTo(bars: readonly Bar[]): number {
    const data = this.#candles.data();
    const last = data.at(-1)?.time;
    const index = bars.findLastIndex((bar) => bar.time === last);
    return index === -1 ? 0 : index - (data.length - 1);
  }

  #paint(): void {
    const { up, down, accent } = this.#colors;
    this.#candles.applyOptions({
      upColor: up,
      downColor: down,
      wickUpColor: up,
      wickDownColor: down,
      borderVisible: false,
      priceLineColor: accent,
    });
  }

  #toColumn(bar: Bar) {
    const color = withAlpha(bar.close >= bar.open ? this.#colors.up : this.#colors.down, 0.32);
    return { time: bar.time as UTCTimestamp, value: bar.volume, color };
  }

  #ticksAt(y: number): number | null {
    const price = this.#candles.coordinateToPrice(y);
    return price === null ? null : Math.round(price / this.#ports.tick);
  }

  /** Before the element has its size the library squeezes every bar into view. */
  #onSize(): void {
    if (!this.#isTouched && this.#bars.size > 0) this.reset();
  }

  #onRange(range: LogicalRange | null): void {
    if (range !== null && range.from < OLDER_BARS && this.#bars.size > 0) this.#ports.onNeedOlder();
  }

  #onMove(move: MouseEventParams): void {
    this.#ports.onHover(typeof move.time === "number" ? (this.#bars.get(move.time) ?? null) : null);
  }
}

function toCandle({ time, open, high, low, close }: Bar) {
  return { time: time as UTCTimestamp, open, high, low, close };
}
