import { Badge } from "@/components/ui/badge";
import { toClock, toDuration } from "@/components/ui/time-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Order, QueuePoint } from "@/server/domain/order";
import { toBareSize, toSize } from "./quantity";
import { CAUSE_WORDS, type CurvePoint, type QueueCurve, queueCurve } from "./queue-curve";
import { Nothing, Section } from "./section";

type QueueChartProps = {
  readonly order: Order;
  readonly trace: readonly QueuePoint[];
  readonly spec: InstrumentSpec;
};

const HEIGHT = 132;

/** Quantity ahead of the order over time, with what drained it. */
export function QueueChart({ order, trace, spec }: QueueChartProps) {
  const curve = queueCurve(trace, order.closedAt ?? trace.at(-1)?.at ?? 0);
  if (curve === null) {
    return (
      <Section title="Queue">
        <Nothing>{neverRested(order)}</Nothing>
      </Section>
    );
  }
  return (
    <Section title="Queue ahead of us" trailing={toDuration(curve.toAt - curve.fromAt)}>
      <div className="flex gap-2">
        <div
          className="num flex w-20 shrink-0 flex-col justify-between text-right text-2xs text-muted"
          style={{ height: HEIGHT }}
        >
          <span>{toBareSize(spec, curve.topLots)}</span>
          <span>0 {spec.base}</span>
        </div>
        <Plot curve={curve} spec={spec} />
      </div>
      <Totals curve={curve} spec={spec} />
      <TraceTable trace={trace} spec={spec} />
    </Section>
  );
}

/** Dots for every change; thousands of them would only be ink. */
const DOTS_MAX = 400;

function Plot({ curve, spec }: { readonly curve: QueueCurve; readonly spec: InstrumentSpec }) {
  const dots = curve.points.length > DOTS_MAX ? [] : curve.points;
  return (
    <div className="relative min-w-0 flex-1 border-line border-b border-l" style={{ height: HEIGHT }}>
      <svg
        aria-hidden
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        className="absolute inset-0 h-full w-full overflow-visible"
      >
        <title>Quantity ahead over time</title>
        <path d={`${curve.path}V1H0Z`} className="fill-ours/12" />
        <path d={curve.path} vectorEffect="non-scaling-stroke" className="fill-none stroke-ours" strokeWidth={1.5} />
      </svg>
      {dots.map((dot) => (
        <Dot key={`${dot.point.at}-${dot.point.cause}-${dot.point.aheadLots}`} dot={dot} spec={spec} />
      ))}
    </div>
  );
}

function Dot({ dot, spec }: { readonly dot: CurvePoint; readonly spec: InstrumentSpec }) {
  const { point } = dot;
  return (
    <span
      title={`${toClock(point.at, true)} UTC: ${toSize(spec, point.deltaLots)} ${CAUSE_WORDS[point.cause]}, ${toSize(spec, point.aheadLots)} ahead`}
      style={{ left: `${dot.x * 100}%`, top: `${(1 - dot.y) * 100}%` }}
      className={`-translate-x-1/2 -translate-y-1/2 absolute size-1.5 ${DOT_SHAPES[point.cause]}`}
    />
  );
}

/** Shape tells the cause as well as colour: round for trades, hollow for cancels, square for the rest. */
const DOT_SHAPES: Readonly<Record<QueuePoint["cause"], string>> = {
  accepted: "bg-ours rotate-45",
  trade: "rounded-full bg-up",
  through: "rounded-full bg-up ring-1 ring-up",
  cancel: "rounded-full border border-warn bg-surface-1",
  level_gone: "bg-warn",
  requeued: "bg-danger rotate-45",
  amended: "bg-danger rotate-45",
  refilled: "bg-warn rotate-45",
};

function Totals({ curve, spec }: { readonly curve: QueueCurve; readonly spec: InstrumentSpec }) {
  const { totals } = curve;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span>
        Trades drained <b className="num font-medium">{toBareSize(spec, totals.byTradesLots)}</b>, cancels{" "}
        <b className="num font-medium">{toBareSize(spec, totals.byCancelsLots)}</b>
        {totals.byOtherLots === 0 ? "" : `, vanished levels ${toBareSize(spec, totals.byOtherLots)}`} of{" "}
        <b className="num font-medium">{toSize(spec, totals.atAcceptLots)}</b> ahead at acceptance;{" "}
        {totals.nowLots === 0 ? "none left" : `${toSize(spec, totals.nowLots)} left`}.
      </span>
      {totals.lostPlace === 0 ? null : <Badge tone="warn">place lost {totals.lostPlace}×</Badge>}
    </p>
  );
}

/** Rows of the table; the first ones tell of the start, the last ones of the end. */
const ROWS_MAX = 200;

function TraceTable({ trace, spec }: { readonly trace: readonly QueuePoint[]; readonly spec: InstrumentSpec }) {
  const rows = trace.length <= ROWS_MAX ? trace : [...trace.slice(0, ROWS_MAX / 2), ...trace.slice(-ROWS_MAX / 2)];
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit text-muted text-xs hover:text-text">
        Every change ({trace.length}
        {rows.length === trace.length ? "" : `, the first and last ${ROWS_MAX / 2} shown`})
      </summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div className="mt-1 max-h-64 overflow-auto" tabIndex={0} role="region" aria-label="Every change of the queue">
        <table className="num w-full text-right text-xs">
          <caption className="sr-only">Every change of the queue ahead</caption>
          <thead className="text-muted">
            <tr>
              <th className="text-left font-normal" scope="col">
                Time UTC
              </th>
              <th className="text-left font-normal" scope="col">
                What
              </th>
              <th className="font-normal" scope="col">
                Moved {spec.base}
              </th>
              <th className="font-normal" scope="col">
                Ahead {spec.base}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((point) => (
              <tr key={`${point.at}-${point.cause}-${point.aheadLots}-${point.deltaLots}`}>
                <td className="text-left">{toClock(point.at, true)}</td>
                <td className="text-left font-sans">{CAUSE_WORDS[point.cause]}</td>
                <td>{toBareSize(spec, point.deltaLots)}</td>
                <td>{toBareSize(spec, point.aheadLots)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function neverRested(order: Order): string {
  if (order.state === "REJECTED") return "It was refused before it could rest.";
  if (order.state === "PENDING" || order.state === "SUBMITTED")
    return "Still on its way: the queue begins at acceptance.";
  return "It never rested: what it took was there when it arrived.";
}
