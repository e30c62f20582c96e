import type { ModelScores } from "@/server/domain/models/scores";
import { confusionOf } from "@/server/learning/scores/class-scores";
import { reliabilityBins } from "@/server/learning/scores/reliability";
import { equityBands, foldsOf, scoresOf, type Traded } from "./backtest-stage";
import { scorable } from "./contender";
import { overallScores } from "./out-of-sample";
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
    overall: overallScores(training, said),
    trading: scoresOf(training, best),
    folds: foldsOf(best),
    confusion: confusionOf(answers),
    reliability: reliabilityBins(answers),
    equity,
    trials: training.reporter.trials().count + trialsBefore,
  };
}
