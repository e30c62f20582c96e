import { share } from "@/components/models/score-lines";
import { Panel } from "@/components/ui/panel";

type ConfusionProps = { readonly confusion: readonly (readonly number[])[]; readonly classes: readonly string[] };

/** Rows are what came, columns what was said; each cell's share is of its row. */
export function ConfusionPanel({ confusion, classes }: ConfusionProps) {
  return (
    <Panel title="Said and seen">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div role="group" aria-label="Confusion matrix" tabIndex={0} className="overflow-x-auto p-2.5">
        <table className="w-full border-separate border-spacing-1 text-sm">
          <caption className="pb-1 text-left text-muted text-xs">
            Each row is what came, each column what was said; shares are of the row.
          </caption>
          <thead>
            <tr>
              <th scope="col" className="w-20 text-left font-normal text-muted text-xs">
                Came
              </th>
              {classes.map((name) => (
                <th key={name} scope="col" className="font-normal text-muted text-xs">
                  said {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, i) => (
              <tr key={classes[i] ?? i}>
                <th scope="row" className="w-20 text-left font-normal text-muted text-xs">
                  {classes[i]} came
                </th>
                {row.map((count, j) => (
                  <Cell key={classes[j] ?? j} count={count} sum={row.reduce((a, b) => a + b, 0)} isRight={i === j} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

type CellProps = { readonly count: number; readonly sum: number; readonly isRight: boolean };

function Cell({ count, sum, isRight }: CellProps) {
  const part = sum === 0 ? null : count / sum;
  const strength = Math.round((part ?? 0) * 40);
  const color = isRight ? "var(--accent)" : "var(--line-strong)";
  return (
    <td
      className="num rounded-sm px-2 py-2 text-center"
      style={{ background: `color-mix(in srgb, ${color} ${strength}%, var(--surface-2))` }}
    >
      {part === null ? "–" : share(part)}
      <span className="block text-2xs">{count}</span>
    </td>
  );
}
