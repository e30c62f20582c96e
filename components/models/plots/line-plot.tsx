"use client";
/** A few lines on one plane, with a crosshair that reads them and a table for those who cannot see it. */
import { type PointerEvent, useState } from "react";
import { nearest, type Plane, type PlotSeries, pathOf, placeOf, planeOf, ticksOf } from "./plane";

export type LinePlotProps = {
  readonly caption: string;
  readonly series: readonly PlotSeries[];
  readonly xName: string;
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
  /** Instead of the least plane that holds the points. */
  readonly plane?: Plane;
  /** y = x: what a perfect one would look like. */
  readonly hasDiagonal?: boolean;
  /** A level to compare with. */
  readonly level?: Readonly<{ y: number; name: string }>;
  readonly className?: string;
};

export function LinePlot(props: LinePlotProps) {
  const { caption, series, xText, xName, yText, level, className = "h-44" } = props;
  const plane = props.plane ?? planeOf(series);
  const [at, setAt] = useState<number | null>(null);
  if (plane === null) return null;
  const read = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = (event.clientX - box.left) / Math.max(box.width, 1);
    const longest = series.toSorted((a, b) => b.points.length - a.points.length)[0]?.points ?? [];
    setAt(nearest(longest, plane.x[0] + place * (plane.x[1] - plane.x[0]))?.x ?? null);
  };
  const left = at === null ? null : placeOf({ x: at, y: plane.y[0] }, plane)[0];
  return (
    <figure className="flex min-w-0 flex-col p-2.5">
      <Legend series={series} at={at} yText={yText} place={at === null ? "" : `${xName} ${xText(at)}`} />
      <div aria-hidden className={`flex min-h-0 ${className}`}>
        <Axis plane={plane} yText={yText} />
        <div className="relative min-w-0 flex-1" onPointerMove={read} onPointerLeave={() => setAt(null)}>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible">
            <Grid plane={plane} />
            {props.hasDiagonal === true ? (
              <path d="M0 100L100 0" className="fill-none stroke-line-strong" strokeDasharray="3 3" {...THIN} />
            ) : null}
            {level === undefined ? null : <Level y={level.y} plane={plane} />}
            {series.map((one) => (
              <path
                key={one.name}
                d={pathOf(one.points, plane)}
                className={`fill-none stroke-current ${one.tone}`}
                strokeDasharray={one.isDashed === true ? "4 3" : undefined}
                {...LINE}
              />
            ))}
          </svg>
          {series.map((one) => (one.hasDots === true ? <Dots key={one.name} series={one} plane={plane} /> : null))}
          {left === null ? null : (
            <span className="pointer-events-none absolute inset-y-0 w-px bg-line-strong" style={{ left: `${left}%` }} />
          )}
        </div>
      </div>
      <div aria-hidden className="num flex justify-between pt-1 pl-12 text-2xs text-muted">
        <span>{xText(plane.x[0])}</span>
        <span>{xName}</span>
        <span>{xText(plane.x[1])}</span>
      </div>
      <Twin caption={caption} series={series} xName={xName} xText={xText} yText={yText} />
    </figure>
  );
}

const THIN = { strokeWidth: 1, vectorEffect: "non-scaling-stroke" } as const;
const LINE = { strokeWidth: 1.75, vectorEffect: "non-scaling-stroke", strokeLinejoin: "round" } as const;
const TICKS = 4;

type LegendProps = Pick<LinePlotProps, "series" | "yText"> & { readonly at: number | null; readonly place: string };

function Legend({ series, at, yText, place }: LegendProps) {
  return (
    <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-0.5 pb-1 text-xs">
      {series.map(({ name, points, tone }) => {
        const point = at === null ? points.at(-1) : nearest(points, at);
        return (
          <span key={name} className="flex items-center gap-1.5">
            <span aria-hidden className={`h-0.5 w-3 rounded-full bg-current ${tone}`} />
            {name}
            <span className="num text-muted">{point == null ? "–" : yText(point.y)}</span>
          </span>
        );
      })}
      <span className="num ml-auto text-2xs text-muted">{place}</span>
    </figcaption>
  );
}

function Axis({ plane, yText }: { readonly plane: Plane; readonly yText: (y: number) => string }) {
  return (
    <div className="num relative w-12 shrink-0 text-2xs text-muted">
      {ticksOf(plane.y, TICKS).map((y) => (
        <span
          key={y}
          className="absolute right-1.5 -translate-y-1/2"
          style={{ top: `${placeOf({ x: plane.x[0], y }, plane)[1]}%` }}
        >
          {yText(y)}
        </span>
      ))}
    </div>
  );
}

const Grid = ({ plane }: { readonly plane: Plane }) => (
  <path
    d={ticksOf(plane.y, TICKS)
      .map((y) => `M0 ${placeOf({ x: plane.x[0], y }, plane)[1]}H100`)
      .join("")}
    className="fill-none stroke-line"
    {...THIN}
  />
);

const Level = ({ y, plane }: { readonly y: number; readonly plane: Plane }) => (
  <path
    d={`M0 ${placeOf({ x: plane.x[0], y }, plane)[1]}H100`}
    className="fill-none stroke-line-strong"
    strokeDasharray="3 3"
    {...THIN}
  />
);

const Dots = ({ series, plane }: { readonly series: PlotSeries; readonly plane: Plane }) => (
  <>
    {series.points.map((point) => {
      const [left, top] = placeOf(point, plane);
      return (
        <span
          key={point.x}
          className={`pointer-events-none absolute size-1.5 -translate-x-1/2 -translate-y-1/2 rounded-full bg-current ${series.tone}`}
          style={{ left: `${left}%`, top: `${top}%` }}
        />
      );
    })}
  </>
);

/** Rows of the table twin at most; long lines are thinned evenly. */
const ROWS = 40;

function Twin({ caption, series, xName, xText, yText }: Omit<LinePlotProps, "className">) {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const step = Math.max(Math.ceil(xs.length / ROWS), 1);
  return (
    <div className="sr-only">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{xName}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {xs
            .filter((_, i) => i % step === 0)
            .map((x) => (
              <tr key={x}>
                <th scope="row">{xText(x)}</th>
                {series.map(({ name, points }) => {
                  const point = points.find((one) => one.x === x);
                  return <td key={name}>{point === undefined ? "not known" : yText(point.y)}</td>;
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
