import type { ModelScores } from "@/server/domain/models/scores";
import { classScores, confusionOf } from "@/server/learning/scores/class-scores";
import { reliabilityBins } from "@/server/learning/scores/reliability";
import { equityBands, foldsOf, scoresOf, type Traded } from "./backtest-stage";
import { scorable } from "./contender";
import type { Training } from "./training";

type Parts = Readonly<{ best: Traded }> & Pick<ModelScores, "importance" | "combinatorial" | "curves" | "pbo">;

/** All that is known of the winner out of sample, along the walks. */
export function modelScores(training: Training, { best, ...parts }: Parts): ModelScores {
  const { said } = best;
  const answers = scorable(training, said.rows, said.probabilities);
  const { trialsBefore } = training.order;
  // Before the deflated ratio, which counts these backtests too.
  const equity = equityBands(training, best);
  return {
    ...parts,
    overall: classScores(answers, said.shares),
    trading: scoresOf(training, best),
    folds: foldsOf(best),
    confusion: confusionOf(answers),
    reliability: reliabilityBins(answers),
    equity,
    trials: training.reporter.trials().count + trialsBefore,
  };
}
