import type { L2Study } from "@/server/services/order-books/l2-study";
import { table } from "./markdown";

const FEATURES_SHOWN = 40;

/** The study in tables that stand in a document as they are. */
export function l2Tables(study: L2Study): string[] {
  return [
    "Order flow and the mid over the same ten seconds, windows that do not overlap:",
    "",
    ...table(
      ["recording", "from", "seconds", "windows", "correlation", "R²"],
      study.sessions.map(({ name, from, rows, flow }) => [
        name,
        new Date(from / 1_000).toISOString().slice(0, 19).replace("T", " "),
        rows,
        flow.windows,
        flow.correlation.toFixed(2),
        flow.rSquared.toFixed(2),
      ]),
    ),
    "",
    "Each feature by itself against the mid's next move: rank correlation, AUC of the move's sign, and in how many recordings the correlation over 10 s was above 0; s.e. is about the error of a correlation over 10 s:",
    "",
    ...table(
      ["feature", "correlation, 1 s", "AUC, 1 s", "correlation, 10 s", "AUC, 10 s", "s.e.", "above 0"],
      study.features
        .slice(0, FEATURES_SHOWN)
        .map((feature) => [
          `\`${feature.name}\``,
          signed(feature.shortCorrelation),
          feature.shortAuc.toFixed(3),
          signed(feature.correlation),
          feature.auc.toFixed(3),
          feature.standardError.toFixed(3),
          `${feature.positive} of ${feature.sessions}`,
        ]),
    ),
    "",
    `Not known in time in any recording: ${study.missing.map((name) => `\`${name}\``).join(", ") || "none"}.`,
    "",
    "Models of the sign of the mid's next move, on blocks of time that they have not seen:",
    "",
    ...table(
      ["horizon, columns", "model", "rows", "AUC", "of the blocks", "accuracy", "base", "log loss", "base"],
      study.models.map((model) => [
        `${model.horizon} s, ${model.of} (${model.columns})`,
        model.family,
        model.rows,
        model.auc.toFixed(3),
        model.aucs.map((auc) => auc.toFixed(2)).join(" "),
        model.accuracy.toFixed(3),
        model.baseAccuracy.toFixed(3),
        model.logLoss.toFixed(4),
        model.baseLogLoss.toFixed(4),
      ]),
    ),
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
