/** Now against training over the same bins: what PSI is the sum of. */
import { share } from "@/components/models/score-lines";
import { valueText } from "./feature-rows";
import type { ColumnStats } from "./views";

export function HistogramPair({ stats }: { readonly stats: ColumnStats }) {
  const { now, training, edges } = stats;
  const most = Math.max(...now, ...(training ?? []), 1e-9);
  const names = binNames(edges, now.length);
  return (
    <figure>
      <figcaption className="flex gap-3 pb-1 text-xs">
        <Key tone="bg-accent" text="now" />
        {training === null ? null : <Key tone="bg-line-strong" text="training" />}
      </figcaption>
      <div aria-hidden className="flex h-28 items-end gap-1 border-line border-b">
        {now.map((part, i) => (
          <span
            key={names[i]}
            title={`${names[i]}: now ${share(part)}${training === null ? "" : `, training ${share(training[i] ?? 0)}`}`}
            className="flex h-full flex-1 items-end gap-px"
          >
            <Bar part={part} most={most} tone="bg-accent/80" />
            {training === null ? null : <Bar part={training[i] ?? 0} most={most} tone="bg-line-strong" />}
          </span>
        ))}
      </div>
      <div aria-hidden className="num flex justify-between pt-1 text-2xs text-muted">
        <span>{stats.min === null ? "" : valueText(stats.min)}</span>
        <span>{stats.max === null ? "" : valueText(stats.max)}</span>
      </div>
      <table className="sr-only">
        <caption>{`Shares of ${stats.column} by bin`}</caption>
        <thead>
          <tr>
            <th scope="col">Values</th>
            <th scope="col">Now</th>
            {training === null ? null : <th scope="col">Training</th>}
          </tr>
        </thead>
        <tbody>
          {now.map((part, i) => (
            <tr key={names[i]}>
              <th scope="row">{names[i]}</th>
              <td>{share(part)}</td>
              {training === null ? null : <td>{share(training[i] ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

type BarProps = { readonly part: number; readonly most: number; readonly tone: string };

const Bar = ({ part, most, tone }: BarProps) => (
  <span
    className={`flex-1 rounded-t-[2px] ${tone}`}
    style={{ height: `${part === 0 ? 0 : Math.max((part / most) * 100, 1.5)}%` }}
  />
);

const Key = ({ tone, text }: { readonly tone: string; readonly text: string }) => (
  <span className="flex items-center gap-1.5">
    <span aria-hidden className={`size-2 rounded-[2px] ${tone}`} />
    {text}
  </span>
);

function binNames(edges: readonly number[], bins: number): readonly string[] {
  return Array.from({ length: bins }, (_, i) => {
    const [from, to] = [edges[i - 1], edges[i]];
    if (from === undefined && to === undefined) return "all";
    if (from === undefined) return `up to ${valueText(to ?? 0)}`;
    return to === undefined ? `above ${valueText(from)}` : `${valueText(from)} to ${valueText(to)}`;
  });
}
