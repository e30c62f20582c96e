/** The scores of a version as lines that can be read alone or side by side. */
import { toPercent } from "@/components/ui/number-format";
import type { ModelScores } from "@/server/domain/models/scores";

export type ScoreLine = Readonly<{
  id: string;
  name: string;
  hint: string;
  group: "Foresight" | "Trading after costs" | "Is it luck?";
  /** Which way is better; null where neither is. */
  better: "higher" | "lower" | null;
  value: (scores: ModelScores) => number | null;
  text: (value: number) => string;
  /** Why there is no value. */
  missing: string;
}>;

const NO_TRADES = "It was not traded out of sample";
const ONE_CLASS = "Only one outcome occurred in the test rows";

export const minus = (text: string): string => text.replace("-", "−");
export const fixed =
  (digits: number) =>
  (value: number): string =>
    minus(value.toFixed(digits));
/** Small shares keep a figure that says something. */
const digitsOf = (percent: number, least: number): number =>
  percent === 0 || Math.abs(percent) >= 0.1 ? least : Math.max(least, 3);

export const share = (value: number): string => minus(`${(value * 100).toFixed(digitsOf(value * 100, 1))} %`);
const whole = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
export const change = (value: number): string => toPercent(value, digitsOf(value * 100, 2));

export const SCORE_LINES: readonly ScoreLine[] = [
  {
    id: "logLoss",
    name: "Log loss",
    hint: "Mean of −ln of what was given to the outcome that came. Lower is better.",
    group: "Foresight",
    better: "lower",
    value: ({ overall }) => overall.logLoss,
    text: fixed(4),
    missing: "",
  },
  {
    id: "baseLogLoss",
    name: "of the base rate",
    hint: "Log loss of always saying the shares of the training rows: what a model must beat.",
    group: "Foresight",
    better: null,
    value: ({ overall }) => overall.baseLogLoss,
    text: fixed(4),
    missing: "",
  },
  {
    id: "brier",
    name: "Brier score",
    hint: "Mean squared distance of the probabilities from what came.",
    group: "Foresight",
    better: "lower",
    value: ({ overall }) => overall.brier,
    text: fixed(4),
    missing: "",
  },
  {
    id: "auc",
    name: "AUC",
    hint: "Chance that an up row was given a higher probability of up than another row; 0.5 is a coin.",
    group: "Foresight",
    better: "higher",
    value: ({ overall }) => overall.auc,
    text: fixed(3),
    missing: ONE_CLASS,
  },
  {
    id: "prAuc",
    name: "PR AUC",
    hint: "Area under precision against recall of up.",
    group: "Foresight",
    better: "higher",
    value: ({ overall }) => overall.prAuc,
    text: fixed(3),
    missing: ONE_CLASS,
  },
  {
    id: "mcc",
    name: "MCC",
    hint: "Matthews correlation of said and seen; 0 is chance.",
    group: "Foresight",
    better: "higher",
    value: ({ overall }) => overall.mcc,
    text: fixed(3),
    missing: "",
  },
  {
    id: "accuracy",
    name: "Accuracy",
    hint: "Share of rows whose likeliest class came.",
    group: "Foresight",
    better: "higher",
    value: ({ overall }) => overall.accuracy,
    text: share,
    missing: "",
  },
  {
    id: "baseAccuracy",
    name: "of the commonest class",
    hint: "Accuracy of always saying the commonest class of the training rows.",
    group: "Foresight",
    better: null,
    value: ({ overall }) => overall.baseAccuracy,
    text: share,
    missing: "",
  },
  {
    id: "calibrationError",
    name: "Calibration error",
    hint: "How far a probability is from how often it came true, on average over ten bins.",
    group: "Foresight",
    better: "lower",
    value: ({ overall }) => overall.calibrationError,
    text: share,
    missing: "",
  },
  {
    id: "rows",
    name: "Test rows",
    hint: "Rows that it never saw and was scored on.",
    group: "Foresight",
    better: null,
    value: ({ overall }) => overall.rows,
    text: whole,
    missing: "",
  },
  {
    id: "netReturn",
    name: "Net return",
    hint: "Of the starting balance along the test windows, after all costs.",
    group: "Trading after costs",
    better: "higher",
    value: ({ trading }) => trading?.netReturn ?? null,
    text: change,
    missing: NO_TRADES,
  },
  {
    id: "sharpe",
    name: "Sharpe",
    hint: "For a year, after costs.",
    group: "Trading after costs",
    better: "higher",
    value: ({ trading }) => trading?.sharpe ?? null,
    text: fixed(2),
    missing: "Too few periods with trades",
  },
  {
    id: "maxDrawdown",
    name: "Drawdown",
    hint: "Deepest fall below the highest equity so far.",
    group: "Trading after costs",
    better: "lower",
    value: ({ trading }) => trading?.maxDrawdown ?? null,
    text: share,
    missing: NO_TRADES,
  },
  {
    id: "profitFactor",
    name: "Profit factor",
    hint: "What winners made over what losers lost.",
    group: "Trading after costs",
    better: "higher",
    value: ({ trading }) => trading?.profitFactor ?? null,
    text: fixed(2),
    missing: "There is no losing trade, or none at all",
  },
  {
    id: "winRate",
    name: "Win rate",
    hint: "Share of trades with a profit after costs.",
    group: "Trading after costs",
    better: "higher",
    value: ({ trading }) => trading?.winRate ?? null,
    text: share,
    missing: NO_TRADES,
  },
  {
    id: "trades",
    name: "Trades",
    hint: "Round trips along the test windows.",
    group: "Trading after costs",
    better: null,
    value: ({ trading }) => trading?.trades ?? null,
    text: whole,
    missing: NO_TRADES,
  },
  {
    id: "turnover",
    name: "Turnover a day",
    hint: "Traded notional per day over the balance.",
    group: "Trading after costs",
    better: null,
    value: ({ trading }) => trading?.turnover ?? null,
    text: fixed(2),
    missing: NO_TRADES,
  },
  {
    id: "costs",
    name: "Costs",
    hint: "Fees and slippage over the starting balance.",
    group: "Trading after costs",
    better: "lower",
    value: ({ trading }) => trading?.costs ?? null,
    text: share,
    missing: NO_TRADES,
  },
  {
    id: "deflatedSharpe",
    name: "Deflated Sharpe",
    hint: "Chance that the Sharpe ratio is above what the best of so many trials shows by luck.",
    group: "Is it luck?",
    better: "higher",
    value: ({ trading }) => trading?.deflatedSharpe ?? null,
    text: fixed(3),
    missing: "Needs a Sharpe ratio and its trials",
  },
  {
    id: "pbo",
    name: "PBO",
    hint: "Probability that the best trial in sample is below the median out of sample.",
    group: "Is it luck?",
    better: "lower",
    value: ({ pbo }) => pbo,
    text: share,
    missing: "Needs at least two trials",
  },
  {
    id: "trials",
    name: "Trials",
    hint: "Fits and backtests counted in the ledger: each one is a chance to be lucky.",
    group: "Is it luck?",
    better: null,
    value: ({ trials }) => trials,
    text: whole,
    missing: "",
  },
  {
    id: "combinatorial",
    name: "Log loss over paths",
    hint: "Mean log loss of the combinatorial cross-validation's paths.",
    group: "Is it luck?",
    better: "lower",
    value: ({ combinatorial }) => combinatorial?.logLossMean ?? null,
    text: fixed(4),
    missing: "Combinatorial validation was left out",
  },
];

export const SCORE_GROUPS = ["Foresight", "Trading after costs", "Is it luck?"] as const;

export type Verdict = "better" | "worse" | "same" | null;

/** Of `b` against `a`: null where a direction means nothing or a value is missing. */
export function verdictOf(better: ScoreLine["better"], a: number | null, b: number | null): Verdict {
  if (better === null || a === null || b === null) return null;
  if (a === b) return "same";
  return b > a === (better === "higher") ? "better" : "worse";
}
