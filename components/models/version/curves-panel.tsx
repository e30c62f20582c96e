"use client";
import { LinePlot } from "@/components/models/plots/line-plot";
import type { PlotSeries } from "@/components/models/plots/plane";
import { fixed } from "@/components/models/score-lines";
import { familyName } from "@/components/models/words";
import { Panel } from "@/components/ui/panel";
import type { CurvePoint, ModelScores } from "@/server/domain/models/scores";

/** How each family learned: loss on the rows it fitted, and on the rows that stopped it. */
export function CurvesPanel({ curves }: Pick<ModelScores, "curves">) {
  const drawn = curves.filter(({ points }) => points.length > 1);
  return (
    <Panel title="Training">
      {drawn.length === 0 ? (
        <p className="p-3 text-muted text-sm">Its families are fitted in one step, or no curve came with the file.</p>
      ) : (
        <div className="divide-y divide-line/60">
          {drawn.map(({ family, points }) => (
            <CurvePlot key={family} family={family} points={points} />
          ))}
        </div>
      )}
    </Panel>
  );
}

export function CurvePlot({ family, points }: { readonly family: string; readonly points: readonly CurvePoint[] }) {
  return (
    <section aria-label={familyName(family)}>
      <h3 className="px-2.5 pt-2 text-muted text-xs">{familyName(family)}</h3>
      <LinePlot
        caption={`Loss of ${familyName(family)} by step`}
        series={curveSeries(points)}
        xName="step"
        xText={(x) => String(Math.round(x))}
        yText={fixed(4)}
        className="h-36"
      />
    </section>
  );
}

export function curveSeries(points: readonly CurvePoint[]): readonly PlotSeries[] {
  const valid = points.flatMap(({ step, validLoss }) => (validLoss === null ? [] : [{ x: step, y: validLoss }]));
  return [
    { name: "training", tone: "text-muted", points: points.map(({ step, trainLoss }) => ({ x: step, y: trainLoss })) },
    ...(valid.length === 0 ? [] : [{ name: "validation", tone: "text-accent", points: valid }]),
  ];
}
