import Link from "next/link";
import type { Assumption } from "@/components/assumptions/assumptions";
import { toMoney, toSignedMoney } from "@/components/frame/money-format";
import type { JournalDesk } from "@/components/journal/desk-of";
import { toDateTime } from "@/components/ui/time-format";
import { FIGURES, type FigureGroup } from "@/server/domain/performance-figures";
import { figureText, shortPercent, unitWord } from "./figure-text";
import { monthRows } from "./month-rows";
import { PrintButton } from "./print-button";
import { ReportAttribution } from "./report-attribution";
import { ReportCurve } from "./report-curve";
import type { AttributionAnswer, PerformanceWindow } from "./views";

export type ReportProps = {
  readonly desk: JournalDesk;
  readonly window: PerformanceWindow;
  readonly attribution: AttributionAnswer;
  /** The run that the desk was in when this was made; "" while nothing hosts it. */
  readonly runId: string;
  readonly riskVersion: number | null;
  readonly assumptions: readonly Assumption[];
};

const GROUPS: readonly FigureGroup[] = ["Return and risk", "Is it luck?", "Trades"];

/** One window of one desk on paper: black on white, everything that a reader needs to doubt it at its foot. */
export function Report(props: ReportProps) {
  const { desk, window, attribution } = props;
  const change = window.closeAtoms - window.openAtoms;
  return (
    <article className="report" aria-label="Report">
      <p className="report-tools">
        <Link href="/performance">Back to the page</Link>
        <PrintButton />
      </p>
      <header>
        <h1>Performance of {desk.name}</h1>
        <p>
          {toDateTime(window.window.from)} to {toDateTime(window.window.to)} UTC · equity {toMoney(window.openAtoms)} →{" "}
          {toMoney(window.closeAtoms)} {window.currency} · <strong>{toSignedMoney(change)}</strong>
          {window.bands === null
            ? ""
            : ` · at the end ${toMoney(window.bands.pessimistic.equityAtoms)} (pessimistic) to ${toMoney(window.bands.optimistic.equityAtoms)} (optimistic)`}
        </p>
      </header>
      <ReportCurve window={window} />
      <section className="report-figures" aria-label="Key figures">
        {GROUPS.map((group) => (
          <Figures key={group} group={group} window={window} />
        ))}
      </section>
      <ReportAttribution desk={desk} answer={attribution} />
      <Months window={window} />
      <Foot {...props} />
    </article>
  );
}

function Figures({ group, window }: { readonly group: FigureGroup; readonly window: PerformanceWindow }) {
  return (
    <table>
      <caption>{group}</caption>
      <tbody>
        {window.figures
          .filter(({ id }) => FIGURES[id].group === group)
          .map(({ id, value, reason }) => (
            <tr key={id}>
              <th scope="row">{FIGURES[id].name}</th>
              <td title={reason ?? undefined}>
                {value === null ? "–" : figureText(id, value, window)}{" "}
                {value === null ? "" : (unitWord(id, window) ?? "")}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Months({ window }: { readonly window: PerformanceWindow }) {
  const { rows } = monthRows(window.months);
  const cells = rows.flatMap(({ year, months }) =>
    months.flatMap((cell, i) => (cell === null ? [] : [{ name: `${year}-${String(i + 1).padStart(2, "0")}`, cell }])),
  );
  return (
    <section aria-label="Months">
      <h2>Months</h2>
      <p className="report-months">
        {cells.map(({ name, cell }) => (
          <span key={name}>
            {name} {cell.value === null ? "–" : shortPercent(cell.value)}
            {cell.isPartial ? " (part)" : ""}
          </span>
        ))}
      </p>
    </section>
  );
}

function Foot({ desk, window, runId, riskVersion, assumptions }: ReportProps) {
  const missing = window.figures.flatMap(({ id, reason }) =>
    reason === null ? [] : [`${FIGURES[id].name}: ${reason}`],
  );
  return (
    <footer>
      <h2>What it rests on</h2>
      <p>
        Paper trading: no order left this machine. Desk {desk.id}, venue {desk.venueId}, run {runId || "not hosted now"}
        , settings version {desk.settings.version}, risk settings version {riskVersion ?? "not known"}, seed{" "}
        {desk.settings.seed}. As of the commit at {toDateTime(window.life.to)} UTC; the desk began at{" "}
        {toDateTime(window.life.from)} UTC.
      </p>
      <p>
        Ratios are of whole {window.period}s (UTC; 365 days or 8,760 hours a year; risk-free rate 0). Drawdown looks at
        every kept extreme. The deflated Sharpe ratio takes the trials that it is shown with. Formulas and sources:
        docs/metrics.md.
      </p>
      <ul>
        {assumptions.map(({ name, value }) => (
          <li key={name}>
            {name}: {value}
          </li>
        ))}
      </ul>
      {missing.length === 0 ? null : <p>Not said: {missing.join("; ")}.</p>}
    </footer>
  );
}
