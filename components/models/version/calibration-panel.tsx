import { LinePlot } from "@/components/models/plots/line-plot";
import { share } from "@/components/models/score-lines";
import { Panel } from "@/components/ui/panel";
import type { ModelScores } from "@/server/domain/models/scores";

/** What was said against what came: on the diagonal a probability means what it says. */
export function CalibrationPanel({ scores }: { readonly scores: ModelScores }) {
  const bins = scores.reliability.toSorted((a, b) => a.predicted - b.predicted);
  const all = bins.flatMap(({ predicted, observed }) => [predicted, observed]);
  const span = { low: Math.min(0.5, ...all), high: Math.max(0.5, ...all) };
  const air = Math.max((span.high - span.low) / 10, 0.01);
  const range = [Math.max(span.low - air, 0), Math.min(span.high + air, 1)] as const;
  return (
    <Panel
      title="Calibration"
      trailing={<span className="num text-muted text-xs">error {share(scores.overall.calibrationError)}</span>}
    >
      {bins.length === 0 ? (
        <p className="p-3 text-muted text-sm">There were too few rows for bins of equal count.</p>
      ) : (
        <LinePlot
          caption="How often up came, by what was said"
          series={[
            {
              name: "came true",
              tone: "text-accent",
              hasDots: true,
              points: bins.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
            },
          ]}
          plane={{ x: range, y: range }}
          hasDiagonal
          xName="said P(up)"
          xText={share}
          yText={share}
          className="h-52"
        />
      )}
    </Panel>
  );
}
