/** A contender's out-of-sample answers, traded along all test windows. */
import type { EquityPoint, FoldScore, TradingScores } from "@/server/domain/models/scores";
import type { Dataset } from "@/server/learning/dataset";
import { upOf } from "@/server/learning/scores/answers";
import {
  type Answer,
  type Backtest,
  type BacktestInput,
  backtest,
  SLIPPAGE_PPM,
} from "@/server/services/backtest/backtest";
import { backtestWindow } from "@/server/services/backtest/backtest-window";
import { tradingScores } from "@/server/services/backtest/trading-scores";
import type { Contender } from "./contender";
import type { OutOfSample } from "./out-of-sample";
import type { Training } from "./training";

/** Until it is measured: from the row to the answer, µs. */
const LATENCY_MICROS = 2_000;
const POINTS_MAX = 500;

export type Traded = Readonly<{ contender: Contender; said: OutOfSample; run: Backtest; input: BacktestInput }>;

export function trade(training: Training, contender: Contender, said: OutOfSample): Traded {
  const input = backtestInput(training, said);
  return { contender, said, run: told(training, { contender, input, fold: "all walks", isChoice: true }), input };
}

/** `isChoice`: it could have been chosen, so that its Sharpe ratio is one of those whose spread deflates the best. */
type Telling = Readonly<{ contender: Contender; input: BacktestInput; fold: string; isChoice: boolean }>;

/** A backtest with its row in the ledger. */
function told({ deps, reporter }: Training, { contender, input, fold, isChoice }: Telling): Backtest {
  const startedAt = deps.now();
  const run = backtest(input);
  const { sharpe, trades } = tradingScores(run, input.instruments, null);
  reporter.trial({
    kind: "backtest",
    family: contender.name,
    fold,
    params: contender.params,
    seconds: (deps.now() - startedAt) / 1e6,
    logLoss: null,
    sharpe: isChoice ? sharpe : null,
    text: `${trades} ${trades === 1 ? "trade" : "trades"}`,
  });
  return run;
}

/** @param training whose ledger is complete: the deflated Sharpe ratio counts all that was tried */
export function scoresOf(training: Training, { run, input }: Traded): TradingScores {
  const { count, sharpes } = training.reporter.trials();
  return tradingScores(run, input.instruments, { count: count + training.order.trialsBefore, sharpes });
}

/**
 * The walks with what trading made of each. Where test windows overlap, each moment was traded once, by the newest
 * walk's answers. Of one window alone no deflated ratio is told: it was not chosen among the trials by itself.
 */
export const foldsOf = ({ said, run, input }: Traded): FoldScore[] =>
  said.folds.map((fold) => ({
    ...fold,
    trading: tradingScores(backtestWindow(run, fold.testFrom, fold.testTo), input.instruments, null),
  }));

/** Equity as a share of the opening balance, between what half and double the slippage would have made of it. */
export function equityBands(training: Training, { contender, run, input }: Traded): EquityPoint[] {
  const [cheap, dear] = [SLIPPAGE_PPM / 2, SLIPPAGE_PPM * 2].map((slippagePpm) =>
    told(training, {
      contender,
      input: { ...input, slippagePpm },
      fold: `slippage of ${slippagePpm} ppm`,
      isChoice: false,
    }),
  );
  const every = Math.max(1, Math.ceil(run.equity.length / POINTS_MAX));
  const shares = (one: Backtest | undefined, i: number) => (one?.equity[i]?.equity ?? run.opening) / run.opening;
  return run.equity.flatMap(({ at }, i) => {
    if (i % every !== 0 && i !== run.equity.length - 1) return [];
    const all = [run, cheap, dear].map((one) => shares(one, i));
    return [{ at, equity: shares(run, i), low: Math.min(...all), high: Math.max(...all) }];
  });
}

function backtestInput({ order, deps, sample, classes }: Training, said: OutOfSample): BacktestInput {
  const { data, instruments, gridMicros } = sample;
  const answers = answersOf(data, said, classes);
  const [first, last] = [answers[0]?.askedAt ?? 0, answers.at(-1)?.askedAt ?? 0];
  const { horizonMicros } = order.recipe.label;
  const until = last + Math.max(horizonMicros, order.recipe.trading.holdMicrosMax) + 2 * gridMicros;
  return {
    instruments: instruments.map(({ spec, bars }) => ({
      spec,
      bars: bars.filter(({ openAt }) => openAt >= first - 2 * gridMicros && openAt < until),
    })),
    gridMicros,
    horizonMicros,
    answers,
    latencyMicros: LATENCY_MICROS,
    trading: order.recipe.trading,
    slippagePpm: SLIPPAGE_PPM,
    seed: order.recipe.seed,
    signal: deps.signal,
  };
}

function answersOf(data: Dataset, said: OutOfSample, classes: number): Answer[] {
  const answers = [...said.rows].map((row, i): Answer => {
    const up = upOf(said.probabilities.subarray(i * classes, (i + 1) * classes));
    return {
      instrument: data.instrument[row] ?? 0,
      askedAt: data.at[row] ?? 0,
      upPpm: Math.round(up * 1e6),
      confidencePpm: Math.round((said.confidence[i] ?? 0) * 1e6),
    };
  });
  return answers.toSorted((a, b) => a.askedAt - b.askedAt || a.instrument - b.instrument);
}
