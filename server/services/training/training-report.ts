/** What a run came to, for the command line and for documents: all contenders side by side, good or bad. */
import type { GateCheck } from "@/server/domain/models/recipe";
import type { ClassScores, ModelScores, TradingScores } from "@/server/domain/models/scores";
import type { Candidate } from "@/server/domain/models/trainer-message";
import type { Walks } from "@/server/learning/folds/walk-forward";
import { scoresOf, type Traded } from "./backtest-stage";
import { overallScores } from "./out-of-sample";
import type { Training } from "./training";

export type ScoreRow = Readonly<{ name: string; title: string; classes: ClassScores; trading: TradingScores }>;

export type TrainingReport = Readonly<{
  folds: Pick<Walks, "text" | "scale">;
  rows: number;
  columns: number;
  winner: string;
  /** Lowest log loss first. */
  table: readonly ScoreRow[];
  scores: ModelScores;
  gates: readonly GateCheck[];
  /** ms. */
  latency: Readonly<{ p50: number; p99: number }>;
  candidate: Candidate;
  refusals: Readonly<Record<string, number>>;
}>;

export const scoreTable = (training: Training, traded: readonly Traded[]): ScoreRow[] =>
  traded
    .map((one): ScoreRow => {
      const { contender, said } = one;
      const { name, title } = contender;
      return { name, title, classes: overallScores(training, said), trading: scoresOf(training, one) };
    })
    .toSorted((a, b) => a.classes.logLoss - b.classes.logLoss);
