/** A filled range around a line, and its two edges, drawn behind the series. */
import type {
  AutoscaleInfo,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from "lightweight-charts";

export type BandPoint = { readonly time: UTCTimestamp; readonly low: number; readonly high: number };

type BandStyle = { readonly fill: string; readonly edge: string };
type Spot = { readonly x: number; readonly low: number; readonly high: number };

export class BandPrimitive implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter<Time> | null = null;
  /** One for each point of the series, in its order: a point's place is its logical index. */
  #points: BandPoint[] = [];
  #style: BandStyle = { fill: "transparent", edge: "transparent" };
  readonly #view: IPrimitivePaneView = {
    zOrder: () => "bottom",
    renderer: () => this.#renderer,
  };
  readonly #renderer: IPrimitivePaneRenderer = {
    draw: (target) => target.useMediaCoordinateSpace(({ context }) => this.#draw(context)),
  };

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.#attached = parameter;
  }

  detached(): void {
    this.#attached = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this.#view];
  }

  /** The whole range is in sight, not only the line. */
  autoscaleInfo(start: Logical, end: Logical): AutoscaleInfo | null {
    const shown = this.#points.slice(Math.max(Math.floor(start), 0), Math.max(Math.ceil(end) + 1, 0));
    if (shown.length === 0) return null;
    let [minValue, maxValue] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { low, high } of shown) {
      minValue = Math.min(minValue, low);
      maxValue = Math.max(maxValue, high);
    }
    return { priceRange: { minValue, maxValue } };
  }

  set(points: readonly BandPoint[]): void {
    this.#points = [...points];
    this.#attached?.requestUpdate();
  }

  /** A newer point, or the last one anew. */
  update(point: BandPoint): void {
    const last = this.#points.at(-1);
    if (last?.time === point.time) this.#points[this.#points.length - 1] = point;
    else this.#points.push(point);
    this.#attached?.requestUpdate();
  }

  paint(style: BandStyle): void {
    this.#style = style;
    this.#attached?.requestUpdate();
  }

  #draw(context: CanvasRenderingContext2D): void {
    const spots = this.#spots();
    if (spots.length < 2) return;
    context.beginPath();
    for (const [i, { x, high }] of spots.entries()) {
      if (i === 0) context.moveTo(x, high);
      else context.lineTo(x, high);
    }
    for (const { x, low } of spots.toReversed()) context.lineTo(x, low);
    context.closePath();
    context.fillStyle = this.#style.fill;
    context.fill();
    context.strokeStyle = this.#style.edge;
    context.lineWidth = 1;
    for (const edge of ["low", "high"] as const) {
      context.beginPath();
      for (const [i, spot] of spots.entries()) {
        if (i === 0) context.moveTo(spot.x, spot[edge]);
        else context.lineTo(spot.x, spot[edge]);
      }
      context.stroke();
    }
  }

  #spots(): readonly Spot[] {
    if (this.#attached === null) return [];
    const { chart, series } = this.#attached;
    const scale = chart.timeScale();
    return this.#points.flatMap(({ time, low, high }) => {
      const [x, bottom, top] = [
        scale.timeToCoordinate(time),
        series.priceToCoordinate(low),
        series.priceToCoordinate(high),
      ];
      return x === null || bottom === null || top === null ? [] : [{ x, low: bottom, high: top }];
    });
  }
}
