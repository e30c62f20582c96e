import { fixed, SCORE_GROUPS, type ScoreLine, type Verdict } from "@/components/models/score-lines";
import { ScoreName } from "@/components/models/version/scores-panel";
import { Unknown } from "@/components/ui/unknown";
import type { CompareRow } from "./compare";

type CompareTableProps = { readonly rows: readonly CompareRow[]; readonly names: readonly [string, string] };

export function CompareTable({ rows, names }: CompareTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <div role="group" aria-label="Scores side by side" tabIndex={0} className="overflow-x-auto">
      <table className="w-full text-sm [&_td]:px-2.5 [&_td]:py-1 [&_th]:px-2.5 [&_th]:py-1">
        <caption className="sr-only">Scores of both versions and their difference</caption>
        <thead>
          <tr className="text-muted text-xs">
            <th scope="col" className="text-left font-normal">
              Figure
            </th>
            {[...names, "Difference"].map((name) => (
              <th key={name} scope="col" className="text-right font-normal">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {SCORE_GROUPS.map((group) => (
          <tbody key={group}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={4}
                className="border-line/60 border-t bg-surface-0 text-left font-normal text-muted text-xs"
              >
                {group}
              </th>
            </tr>
            {rows
              .filter(({ line }) => line.group === group)
              .map((row) => (
                <Row key={row.line.id} row={row} />
              ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Row({ row: { line, a, b, verdict } }: { readonly row: CompareRow }) {
  return (
    <tr data-score={line.id} data-verdict={verdict ?? "none"} className="border-line/60 border-t">
      <th scope="row" className="text-left font-normal">
        <ScoreName line={line} />
      </th>
      <Value line={line} value={a} />
      <Value line={line} value={b} />
      <td className={`num whitespace-nowrap text-right ${TONES[verdict ?? "same"]}`}>
        {a === null || b === null ? "–" : differenceText(line, b - a)}
        {verdict === "better" || verdict === "worse" ? <span className="ml-1.5 text-2xs">{verdict}</span> : null}
      </td>
    </tr>
  );
}

const TONES: Readonly<Record<NonNullable<Verdict>, string>> = {
  better: "text-up",
  worse: "text-down",
  same: "text-muted",
};

/** With a sign, in the figure's own unit. */
export function differenceText(line: Pick<ScoreLine, "text">, difference: number): string {
  if (difference === 0) return "0";
  const text = line.text(Math.abs(difference)).replace(/^\+/, "");
  if (!/[1-9]/.test(text)) return difference > 0 ? `+${fixed(6)(difference)}` : fixed(6)(difference);
  return `${difference > 0 ? "+" : "−"}${text}`;
}

const Value = ({ line, value }: { readonly line: ScoreLine; readonly value: number | null }) => (
  <td className="num whitespace-nowrap text-right">
    {value === null ? (
      <Unknown reason={line.missing === "" ? "It was brought along without scores" : line.missing} />
    ) : (
      line.text(value)
    )}
  </td>
);
