"use client";
import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { Tooltip } from "@/components/ui/tooltip";
import { Unknown } from "@/components/ui/unknown";
import { FIGURES, type Figure, type FigureGroup } from "@/server/domain/performance-figures";
import { figureText, figureTone, unitWord } from "./figure-text";
import type { PerformanceWindow } from "./views";

const GROUPS: readonly FigureGroup[] = ["Return and risk", "Is it luck?", "Trades"];

/** Each figure with its unit; what it means on hover, its formula and source a click away. */
export function FigureGrid({ window }: { readonly window: PerformanceWindow }) {
  const { period } = window;
  return (
    <Panel
      title="Key figures"
      trailing={
        <Link href="/performance/figures" className="text-muted text-xs underline-offset-4 hover:underline">
          What they mean
        </Link>
      }
    >
      {GROUPS.map((group) => (
        <section key={group} aria-label={group} className="px-2.5 pt-2 pb-1">
          <h3 className="caption">
            {group}
            {group === "Return and risk" ? `: ratios are of whole ${period}s` : ""}
          </h3>
          <dl className="grid grid-cols-2 gap-x-4 sm:grid-cols-3">
            {window.figures
              .filter(({ id }) => FIGURES[id].group === group)
              .map((figure) => (
                <FigureRow key={figure.id} figure={figure} window={window} />
              ))}
          </dl>
        </section>
      ))}
      <p className="px-2.5 pb-2 text-muted text-xs">
        Trials: every fit and backtest of the models that the desk trades, and the desk itself. Of its built-in
        strategies nobody counts what was tried, so without models it is one, and the deflated Sharpe ratio is not
        deflated.
      </p>
    </Panel>
  );
}

const TONES = { up: "text-up", down: "text-down" } as const;

function FigureRow({
  figure: { id, value, reason },
  window,
}: {
  readonly figure: Figure;
  readonly window: PerformanceWindow;
}) {
  const { name, means } = FIGURES[id];
  const tone = value === null ? null : figureTone(id, value);
  return (
    <div className="flex items-baseline justify-between gap-2 border-line border-b py-1 text-sm" data-figure={id}>
      <dt className="min-w-0 text-muted">
        <Tooltip text={means}>
          <Link href={`/performance/figures#${id}`} className="block truncate underline-offset-4 hover:underline">
            {name}
          </Link>
        </Tooltip>
      </dt>
      <dd className={`num whitespace-nowrap text-right ${tone === null ? "" : TONES[tone]}`}>
        {value === null ? (
          <Unknown reason={reason ?? "It cannot be known"} />
        ) : (
          <>
            {figureText(id, value, window)}
            {unitWord(id, window) === null ? null : (
              <span className="ml-1 text-2xs text-muted">{unitWord(id, window)}</span>
            )}
          </>
        )}
      </dd>
    </div>
  );
}
