import { toDateTime } from "@/components/ui/time-format";
import type { PerformanceWindow } from "./views";

const ROWS = 40;

/** The chart as a table, for those who cannot see it: evenly thinned, newest first. */
export function CurveTwin({ window }: { readonly window: PerformanceWindow }) {
  const { curve } = window;
  const step = Math.max(Math.ceil(curve.length / ROWS), 1);
  const rows = curve.toReversed().filter((_, i) => i % step === 0);
  const money = (value: number | null) => (value === null ? "not known" : value.toFixed(2));
  return (
    <div className="sr-only">
      <table>
        <caption>Equity of the window, newest first, in {window.currency}</caption>
        <thead>
          <tr>
            {["Time, UTC", "Equity", "Pessimistic", "Optimistic", "Below the highest so far"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.at}>
              <th scope="row">{toDateTime(point.at)}</th>
              <td>{money(point.equity)}</td>
              <td>{money(point.pessimistic)}</td>
              <td>{money(point.optimistic)}</td>
              <td>{point.depth === null ? "not known" : `${(point.depth * 100).toFixed(2)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
