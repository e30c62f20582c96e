/** The figures of a desk's performance: what each is called, counted in, and means. Formulas and sources in full: docs/metrics.md. */

/**
 * percent: signed share, 0.01 is 1 %. share: the same without a sign. ratio: a plain number. money: units of the desk's
 * currency. duration: µs. count: whole things. periods: days or hours, as the ratios are of.
 */
export type FigureUnit = "percent" | "share" | "ratio" | "money" | "duration" | "count" | "periods";
export type FigureGroup = "Return and risk" | "Is it luck?" | "Trades";

export type FigureDefinition = Readonly<{
  name: string;
  group: FigureGroup;
  unit: FigureUnit;
  means: string;
  formula: string;
  /** Where it is from; null where it needs no source. */
  source: string | null;
}>;

const define = (
  group: FigureGroup,
  [name, unit]: readonly [string, FigureUnit],
  [means, formula, source = null]: readonly [string, string, (string | null)?],
): FigureDefinition => ({
  name,
  group,
  unit,
  means,
  formula,
  source,
});

const RETURN = "Return and risk";
const LUCK = "Is it luck?";
const TRADES = "Trades";

export const FIGURES = {
  totalReturn: define(
    RETURN,
    ["Total return", "percent"],
    ["What the window made of its opening equity.", "end / start − 1"],
  ),
  annualReturn: define(
    RETURN,
    ["Annual return", "percent"],
    [
      "The same growth for a year of 365 days. Not said of less than 30 days.",
      "(end / start)^(365 days / length) − 1",
      "CAGR",
    ],
  ),
  volatility: define(
    RETURN,
    ["Volatility", "share"],
    ["How much returns of whole periods scatter, for a year.", "standard deviation (n − 1) · √periods a year"],
  ),
  sharpe: define(
    RETURN,
    ["Sharpe", "ratio"],
    [
      "Return for its scatter, for a year; the rate without risk is 0.",
      "mean / standard deviation · √periods a year",
      "Sharpe, J. Portfolio Management 21(1), 1994",
    ],
  ),
  sortino: define(
    RETURN,
    ["Sortino", "ratio"],
    [
      "As Sharpe, but only losses count as risk.",
      "mean / √(mean of squared losses) · √periods a year",
      "Sortino & Price, J. Investing 3(3), 1994",
    ],
  ),
  calmar: define(
    RETURN,
    ["Calmar", "ratio"],
    ["Annual return for the deepest fall of the window.", "annual return / max drawdown", "Young, Futures 20(1), 1991"],
  ),
  omega: define(
    RETURN,
    ["Omega(0)", "ratio"],
    ["All that periods gained over all that periods lost.", "sum of gains / sum of losses", "Keating & Shadwick 2002"],
  ),
  tailRatio: define(
    RETURN,
    ["Tail ratio", "ratio"],
    [
      "The good tail over the bad one: above 1, surprises were good ones.",
      "|95th percentile| / |5th percentile|",
      "empyrical",
    ],
  ),
  maxDrawdown: define(
    RETURN,
    ["Max drawdown", "share"],
    ["Deepest fall below the highest equity so far, by every sample kept.", "greatest 1 − equity / highest so far"],
  ),
  drawdownLength: define(
    RETURN,
    ["Its length", "duration"],
    ["Of the deepest fall: from its peak until equity was back, or to now.", "recovery − peak"],
  ),
  best: define(RETURN, ["Best period", "percent"], ["Highest return of a whole period.", "max of returns"]),
  worst: define(RETURN, ["Worst period", "percent"], ["Lowest return of a whole period.", "min of returns"]),
  valueAtRisk: define(
    RETURN,
    ["VaR 95 %", "share"],
    ["Of a period: lost more than this in one of twenty.", "− 5th percentile of returns", "historical simulation"],
  ),
  shortfall: define(
    RETURN,
    ["CVaR 95 %", "share"],
    [
      "What those worst periods lost on average.",
      "− mean of the returns at or below VaR",
      "Rockafellar & Uryasev, J. Risk 2(3), 2000",
    ],
  ),
  probabilisticSharpe: define(
    LUCK,
    ["PSR(0)", "share"],
    [
      "How likely the true Sharpe ratio is above 0, given length, skew and fat tails.",
      "Φ(SR √(n − 1) / √(1 − γ₃ SR + (γ₄ − 1)/4 SR²))",
      "Bailey & López de Prado, J. Risk 15(2), 2012",
    ],
  ),
  deflatedSharpe: define(
    LUCK,
    ["Deflated Sharpe", "share"],
    [
      "The same against what the best of all trials would reach by luck. With one trial it is PSR(0).",
      "PSR(expected maximum of N trials)",
      "Bailey & López de Prado, J. Portfolio Management 40(5), 2014",
    ],
  ),
  trials: define(
    LUCK,
    ["Trials", "count"],
    ["Configurations tried before this one was chosen. Taken as 1: trials are not counted yet.", "1"],
  ),
  trackRecord: define(
    LUCK,
    ["Minimum track record", "periods"],
    [
      "Periods needed until PSR(0) reaches 95 % at this ratio.",
      "1 + (1 − γ₃ SR + (γ₄ − 1)/4 SR²)(1.645 / SR)²",
      "Bailey & López de Prado, J. Risk 15(2), 2012",
    ],
  ),
  periods: define(
    LUCK,
    ["Whole periods", "periods"],
    ["What the ratios rest on. Partial days and hours are left out.", "count"],
  ),
  trips: define(TRADES, ["Trades closed", "count"], ["From flat to flat in one instrument.", "count"]),
  winRate: define(TRADES, ["Win rate", "share"], ["Trades that gained after fees.", "wins / trades"]),
  profitFactor: define(
    TRADES,
    ["Profit factor", "ratio"],
    ["All that trades won over all that trades lost.", "sum of wins / sum of losses"],
  ),
  expectancy: define(TRADES, ["Expectancy", "money"], ["What a trade made on average, after fees.", "mean P&L"]),
  averageWin: define(TRADES, ["Average win", "money"], ["Of the trades that won.", "sum of wins / wins"]),
  averageLoss: define(
    TRADES,
    ["Average loss", "money"],
    ["Of the trades that lost, without its sign.", "sum of losses / losses"],
  ),
  payoffRatio: define(
    TRADES,
    ["Payoff ratio", "ratio"],
    ["Average win over average loss.", "average win / average loss"],
  ),
  averageHolding: define(
    TRADES,
    ["Average holding", "duration"],
    ["From opening to closing.", "mean of closing − opening"],
  ),
  losingStreak: define(
    TRADES,
    ["Losing streak", "count"],
    ["Most losses in a row, in order of closing.", "longest run"],
  ),
  exposure: define(
    TRADES,
    ["Time in market", "share"],
    ["Share of the window in which anything was held.", "time held / window"],
  ),
  traded: define(TRADES, ["Traded", "money"], ["Bought and sold.", "sum of the fills' notionals"]),
  turnover: define(
    TRADES,
    ["Turnover", "ratio"],
    ["How often the mean equity was traded, both sides counted.", "traded / time-weighted mean equity"],
  ),
  annualTurnover: define(
    TRADES,
    ["Turnover a year", "ratio"],
    ["The same for a year of 365 days. Not said of less than a day.", "turnover · 365 days / length"],
  ),
} as const satisfies Readonly<Record<string, FigureDefinition>>;

export type FigureId = keyof typeof FIGURES;
export const FIGURE_IDS = Object.keys(FIGURES) as readonly FigureId[];

/** Null with the reason why it cannot be said. */
export type Figure = Readonly<{ id: FigureId; value: number | null; reason: string | null }>;
