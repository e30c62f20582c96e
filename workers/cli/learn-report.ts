import type { ModelRecipe } from "@/server/domain/models/recipe";
import type { ScoreRow, TrainingReport } from "@/server/services/training/training-report";
import { table as markdownTable } from "./markdown";

type About = Readonly<{ recipe: ModelRecipe; control: string; seconds: number }>;

/** Markdown: what was asked, how all contenders did, and how the winner stands. */
export function learnReport(report: TrainingReport, { recipe, control, seconds }: About): string {
  const { table, folds, scores, gates, winner, rows, columns, latency } = report;
  const head = [
    `# ${recipe.featureSet}, ${recipe.label.kind} over ${recipe.label.horizonMicros / 60e6} min, ${recipe.instrumentIds.length} instruments`,
    "",
    `${rows.toLocaleString("en")} rows of ${columns} features${control === "none" ? "" : `; control: ${control}`}. ${folds.text}`,
    "",
  ];
  const overall = [
    "",
    `Chosen by validation: **${winner}**. ${scores.trials} trials counted; probability of overfitting ${known(scores.pbo, 2)}.`,
    ...(scores.combinatorial
      ? [
          `Combinatorial: ${scores.combinatorial.paths} paths, log loss ${scores.combinatorial.logLossMean.toFixed(4)} ± ${scores.combinatorial.logLossSd.toFixed(4)}.`,
        ]
      : []),
    `Answers in ${latency.p50.toFixed(2)} ms (p99 ${latency.p99.toFixed(2)}). Orders refused: ${refusalsOf(report)}. ${seconds.toFixed(0)} s.`,
    "",
    ...gates.map(({ passed, text }) => `- ${passed ? "holds" : "fails"}: ${text}`),
    "",
    `Matters most: ${scores.importance
      .slice(0, 8)
      .map(({ column, permutation }) => `${column} (${(permutation ?? 0).toFixed(4)})`)
      .join(", ")}.`,
  ];
  return [...head, ...tableOf(table), ...overall].join("\n");
}

const HEAD = [
  "model",
  "log loss",
  "base",
  "AUC",
  "MCC",
  "accuracy",
  "base",
  "ECE",
  "trades",
  "net %",
  "Sharpe",
  "deflated",
  "drawdown %",
  "profit factor",
];

const tableOf = (rows: readonly ScoreRow[]): string[] =>
  markdownTable(
    HEAD,
    rows.map(({ name, classes, trading }) => [
      name,
      classes.logLoss.toFixed(5),
      classes.baseLogLoss.toFixed(5),
      known(classes.auc, 4),
      classes.mcc.toFixed(4),
      classes.accuracy.toFixed(4),
      classes.baseAccuracy.toFixed(4),
      classes.calibrationError.toFixed(4),
      trading.trades,
      (trading.netReturn * 100).toFixed(3),
      known(trading.sharpe, 2),
      known(trading.deflatedSharpe, 3),
      (trading.maxDrawdown * 100).toFixed(3),
      known(trading.profitFactor, 2),
    ]),
  );

const known = (value: number | null, digits: number): string => (value === null ? "–" : value.toFixed(digits));

function refusalsOf({ refusals }: TrainingReport): string {
  const all = Object.entries(refusals).toSorted((a, b) => b[1] - a[1]);
  return all.length === 0 ? "none" : all.map(([rule, count]) => `${rule} ${count}`).join(", ");
}
