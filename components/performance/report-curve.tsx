import { curvePaths } from "./curve-paths";
import type { PerformanceWindow } from "./views";

const [WIDTH, HEIGHT, DEEP] = [700, 150, 50];

/** Equity with its range, and the fall below its highest: drawn as lines, since paper knows no crosshair. */
export function ReportCurve({ window }: { readonly window: PerformanceWindow }) {
  const { equity, band, depth, low, high, deepest } = curvePaths(window.curve, {
    width: WIDTH,
    height: HEIGHT,
    deep: DEEP,
  });
  return (
    <figure>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + DEEP + 14}`}
        role="img"
        aria-label="Equity, with the range of the queue models, and drawdown below it"
      >
        <path d={band} fill="#dddddd" />
        <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="#888888" strokeWidth={0.4} />
        <path d={equity} fill="none" stroke="#000000" strokeWidth={1.2} />
        <g transform={`translate(0 ${HEIGHT + 13})`}>
          <path d={depth} fill="#bbbbbb" stroke="#444444" strokeWidth={0.6} />
        </g>
        <g fontSize={9} fill="#000000">
          <text x={0} y={-3}>
            {high.toFixed(2)} {window.currency}
          </text>
          <text x={0} y={HEIGHT + 9}>
            {low.toFixed(2)}
          </text>
          <text x={0} y={HEIGHT + DEEP + 23}>
            −{(deepest * 100).toFixed(2)} % below the highest
          </text>
        </g>
      </svg>
      <figcaption>
        Line: equity. Grey: the same session under the pessimistic and the optimistic queue model. Below: drawdown.
      </figcaption>
    </figure>
  );
}
