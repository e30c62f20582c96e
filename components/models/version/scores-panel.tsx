import { SCORE_GROUPS, SCORE_LINES, type ScoreLine } from "@/components/models/score-lines";
import { Panel } from "@/components/ui/panel";
import { Tooltip } from "@/components/ui/tooltip";
import { Unknown } from "@/components/ui/unknown";
import type { ModelScores } from "@/server/domain/models/scores";

/** All figures out of sample; what each means on hover. */
export function ScoresPanel({ scores }: { readonly scores: ModelScores }) {
  return (
    <Panel title="Out of sample">
      {SCORE_GROUPS.map((group) => (
        <section key={group} aria-label={group} className="px-2.5 pt-2 pb-1">
          <h3 className="caption">{group}</h3>
          <dl className="grid grid-cols-2 gap-x-4 sm:grid-cols-3 xl:grid-cols-2 2xl:grid-cols-3">
            {SCORE_LINES.filter((line) => line.group === group).map((line) => (
              <div
                key={line.id}
                data-score={line.id}
                className="flex items-baseline justify-between gap-2 border-line/60 border-b py-1 text-sm"
              >
                <dt className="min-w-0 text-muted">
                  <ScoreName line={line} />
                </dt>
                <dd className="num whitespace-nowrap">
                  <ScoreValue line={line} scores={scores} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Panel>
  );
}

export const ScoreName = ({ line: { name, hint } }: { readonly line: ScoreLine }) => (
  <Tooltip text={hint}>
    <button type="button" className="block max-w-full cursor-help truncate underline-offset-4 hover:underline">
      {name}
    </button>
  </Tooltip>
);

type ScoreValueProps = { readonly line: ScoreLine; readonly scores: ModelScores | null };

export function ScoreValue({ line, scores }: ScoreValueProps) {
  if (scores === null) return <Unknown reason="It was brought along without scores" />;
  const value = line.value(scores);
  return value === null ? <Unknown reason={line.missing} /> : line.text(value);
}
