import { toSignedMoney } from "@/components/frame/money-format";
import type { JournalDesk } from "@/components/journal/desk-of";
import { keyText } from "./key-text";
import { shownParts } from "./part-words";
import type { AttributionAnswer } from "./views";
import { toMinuteText } from "./window-words";

/** The parts by strategy and by instrument, their sum, and whether it is the change of the equity. */
export function ReportAttribution({
  desk,
  answer,
}: {
  readonly desk: JournalDesk;
  readonly answer: AttributionAnswer;
}) {
  const { attribution } = answer;
  if (!attribution) {
    return (
      <section aria-label="Where it came from">
        <h2>Where it came from</h2>
        <p>{answer.reason}.</p>
      </section>
    );
  }
  const { total, groups, window, differenceAtoms, openAtoms, closeAtoms, currency } = attribution;
  const parts = shownParts(total.parts);
  const rows = [
    ...groups.strategy.map((row) => ({ ...row, name: keyText(desk, "strategy", row.key) })),
    ...groups.instrument.map((row) => ({ ...row, name: keyText(desk, "instrument", row.key) })),
    { ...total, key: "total", name: "All" },
  ];
  return (
    <section aria-label="Where it came from">
      <h2>
        Where it came from, {currency} ({window.from === 0 ? "from the beginning" : toMinuteText(window.from)} to{" "}
        {toMinuteText(window.to)})
      </h2>
      <table className="report-parts">
        <thead>
          <tr>
            <th scope="col">By strategy, then by instrument</th>
            {parts.map(({ name, label }) => (
              <th key={name} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.key} ${row.name}`} className={row.key === "total" ? "report-total" : undefined}>
              <th scope="row">{row.name}</th>
              {parts.map(({ name }) => (
                <td key={name}>{toSignedMoney(row.parts[name])}</td>
              ))}
              <td>{toSignedMoney(row.totalAtoms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        Equity changed by {toSignedMoney(closeAtoms - openAtoms, 8)}; the parts add up to{" "}
        {toSignedMoney(total.totalAtoms, 8)}:{" "}
        {differenceAtoms === 0n
          ? "exact, to the atom"
          : `off by ${toSignedMoney(differenceAtoms, 8)}, which is a defect`}
        .
      </p>
    </section>
  );
}
