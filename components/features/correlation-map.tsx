"use client";
/** The correlation matrix of a set as a picture, readable under the pointer, and its strongest pairs as a table. */
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useTheme } from "@/components/frame/theme-context";
import { PlainTable } from "@/components/system/rows";
import { strongestPairs } from "./correlation-pairs";

type Matrix = readonly (readonly (number | null)[])[];
type MapProps = { readonly names: readonly string[]; readonly matrix: Matrix };

/** Pixels of a cell on the canvas; the page scales it. */
const CELL = 8;
const PAIRS_SHOWN = 30;

export function CorrelationMap({ names, matrix }: MapProps) {
  const { theme } = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const size = names.length;
  // The canvas is the external system.
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context != null && theme !== undefined) draw(context, matrix);
  }, [matrix, theme]);
  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const cell = (place: number, length: number) =>
      Math.min(Math.max(Math.floor((place / Math.max(length, 1)) * size), 0), size - 1);
    setAt([cell(event.clientY - box.top, box.height), cell(event.clientX - box.left, box.width)]);
  };
  const pairs = strongestPairs(names, matrix, PAIRS_SHOWN);
  return (
    <div
      className="grid grid-cols-1 gap-px bg-line lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
      data-testid="correlation"
    >
      <figure className="bg-surface-1 p-3">
        <figcaption className="num flex min-h-5 flex-wrap gap-x-2 pb-1 text-xs">
          {at === null ? (
            <span className="text-muted">Point at a cell: teal moves together, coral against one another.</span>
          ) : (
            <>
              <span>{`${names[at[0]]} · ${names[at[1]]}`}</span>
              <span className="text-muted">{text(matrix[at[0]]?.[at[1]] ?? null)}</span>
            </>
          )}
        </figcaption>
        <canvas
          ref={canvas}
          aria-hidden
          width={size * CELL}
          height={size * CELL}
          onPointerMove={point}
          onPointerLeave={() => setAt(null)}
          className="aspect-square w-full max-w-180 cursor-crosshair rounded-sm [image-rendering:pixelated]"
        />
      </figure>
      <section aria-label="Strongest pairs" className="bg-surface-1">
        <p className="px-2.5 pt-3 pb-1 text-muted text-xs">
          What says nearly the same: beyond ±0.95 a model gains nothing from the second one.
        </p>
        <PlainTable caption="The strongest correlations" heads={[["Column"], ["with"], ["r", "right"]]}>
          {pairs.map(({ a, b, r }) => (
            <tr key={`${a} ${b}`}>
              <td className="num max-w-48 truncate" title={a}>
                {a}
              </td>
              <td className="num max-w-48 truncate" title={b}>
                {b}
              </td>
              <td className={`num text-right ${r < 0 ? "text-down" : "text-up"}`}>{text(r)}</td>
            </tr>
          ))}
        </PlainTable>
      </section>
    </div>
  );
}

const text = (r: number | null): string =>
  r === null ? "not known: a side does not vary" : `${r > 0 ? "+" : ""}${r.toFixed(2)}`.replace("-", "−");

function draw(context: CanvasRenderingContext2D, matrix: Matrix): void {
  const style = getComputedStyle(document.documentElement);
  const [up, down, none] = ["--up", "--down", "--surface-2"].map((token) => style.getPropertyValue(token).trim());
  matrix.forEach((row, i) => {
    row.forEach((r, j) => {
      const [x, y] = [j * CELL, i * CELL];
      context.globalAlpha = 1;
      context.fillStyle = none ?? "";
      context.fillRect(x, y, CELL, CELL);
      if (r === null) return;
      context.globalAlpha = Math.min(Math.abs(r), 1);
      context.fillStyle = (r < 0 ? down : up) ?? "";
      context.fillRect(x, y, CELL, CELL);
    });
  });
  context.globalAlpha = 1;
}
