import { Panel } from "@/components/ui/panel";
import { Unknown } from "@/components/ui/unknown";
import { shortPercent } from "./figure-text";
import { heatOf, type MonthCell, monthRows } from "./month-rows";
import type { PerformanceWindow } from "./views";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Year by month, coloured by how much, always with the number. */
export function MonthlyPanel({ years }: { readonly years: PerformanceWindow["months"] }) {
  const { rows, most } = monthRows(years);
  return (
    <Panel
      title="Months, %"
      label="Months"
      trailing={<span className="text-muted text-xs">italic: not the whole month</span>}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keys */}
      <section aria-label="Return of each month" tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full min-w-[46rem] table-fixed border-separate border-spacing-0.5 p-1.5 text-xs">
          <caption className="sr-only">Return of each month and year, in percent</caption>
          <thead>
            <tr className="text-muted">
              <th scope="col" className="text-left font-normal">
                UTC
              </th>
              {["Year", ...MONTHS].map((name) => (
                <th key={name} scope="col" className="text-right font-normal">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ year, months, total }) => (
              <tr key={year}>
                <th scope="row" className="num text-left font-normal">
                  {year}
                </th>
                <Cell cell={total} most={most} />
                {months.map((cell, i) => (
                  <Cell key={MONTHS[i]} cell={cell} most={most} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function Cell({ cell, most }: { readonly cell: MonthCell | null; readonly most: number }) {
  if (cell === null) {
    return (
      <td className="h-6 rounded-sm bg-surface-2/40">
        <span className="sr-only">not in the window</span>
      </td>
    );
  }
  return (
    <td
      title={
        cell.days === null
          ? undefined
          : `${cell.days} ${cell.days === 1 ? "day" : "days"}${cell.isPartial ? ", not the whole month" : ""}`
      }
      style={{ background: heatOf(cell.value, most) }}
      className={`num h-6 whitespace-nowrap rounded-sm px-1 text-right ${cell.isPartial ? "italic" : ""}`}
    >
      {cell.value === null ? (
        <Unknown reason="Equity was at zero or below" />
      ) : (
        shortPercent(cell.value).replace(" %", "")
      )}
    </td>
  );
}
