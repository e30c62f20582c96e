"use client";
/** One feature: what it is, by whose definition, and how it is spread now against training. */
import { fixed, share } from "@/components/models/score-lines";
import { DRIFT_TONES, DRIFT_WORDS } from "@/components/models/words";
import { Badge } from "@/components/ui/badge";
import { type FeatureRow, rangeText, valueText } from "./feature-rows";
import { HistogramPair } from "./histogram-pair";
import type { FeatureStats } from "./views";

type CardProps = { readonly row: FeatureRow; readonly answer: FeatureStats | null };

export function FeatureCard({ row: { name, interval, definition, stats }, answer }: CardProps) {
  const bars = interval === "1s" ? "steps" : `${interval} bars`;
  return (
    <div className="flex flex-col gap-3 p-3" data-testid="feature-card">
      <header>
        <h2 className="font-semibold text-lg">{definition.title}</h2>
        <p className="num text-muted text-xs">{name}</p>
      </header>
      <dl className="text-sm">
        <Line name="Formula">{definition.formula}</Line>
        <Line name="Source">{definition.source}</Line>
        <Line name="Made of">{definition.inputs.join(", ")}</Line>
        <Line name="Unit">{definition.unit}</Line>
        <Line name="Range">{rangeText(definition.range)}</Line>
        <Line name="Warm-up">{`${definition.warmUp} ${bars}`}</Line>
        <Line name="Version">{String(definition.version)}</Line>
      </dl>
      {stats === null || answer === null ? (
        <p className="text-muted text-sm">{answer?.problem ?? "How it is spread is being reckoned."}</p>
      ) : (
        <>
          <div className="flex items-center gap-2 text-sm">
            <h3 className="font-medium">Now against training</h3>
            <Badge tone={DRIFT_TONES[stats.level]}>
              {stats.psi === null ? DRIFT_WORDS.unknown : `PSI ${stats.psi.toFixed(2)}`}
            </Badge>
          </div>
          <HistogramPair stats={stats} />
          <dl className="text-sm">
            <Line name="Missing now">{share(stats.missingShare)}</Line>
            {stats.trainingMissing === null ? null : (
              <Line name="Missing in training">{share(stats.trainingMissing)}</Line>
            )}
            <Line name="Mean, deviation">
              {stats.mean === null || stats.sd === null ? "–" : `${valueText(stats.mean)}, ${valueText(stats.sd)}`}
            </Line>
            <Line name="Importance">
              {stats.importance === null
                ? "not in a champion"
                : `log loss ${fixed(5)(stats.importance)} higher when it is shuffled`}
            </Line>
          </dl>
          <p className="text-muted text-xs">
            {`The newest ${answer.rows} rows`}
            {answer.champion === null
              ? "; no champion was trained on this set, so there is nothing to compare with."
              : ` against the training of ${answer.champion.model} version ${answer.champion.version}.`}
          </p>
        </>
      )}
    </div>
  );
}

const Line = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <div className="grid grid-cols-[8rem_1fr] gap-2 border-line/60 border-b py-1 last:border-b-0">
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);
