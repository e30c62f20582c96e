/** Whether a candidate may take the champion's place: every gate in words, with its limit and what was seen. */
import type { GateCheck, Gates } from "@/server/domain/models/recipe";
import type { ClassScores, TradingScores } from "@/server/domain/models/scores";

export type Judged = Readonly<{
  classes: ClassScores;
  trading: TradingScores | null;
  /** Feature to answer, p99, ms. */
  latencyMillis: number;
}>;

/** The champion's scores on the same rows, or what else there is, and which of them it is. */
export type Rival = Readonly<{ logLoss: number; deflatedSharpe: number | null; where: string }>;

/** The candidate's own on the rows that the champion is judged by; null where those are all of its rows. */
export type Own = Readonly<{ logLoss: number; deflatedSharpe: number | null }>;

/** @param against null when there is no champion: then the prior is what has to be beaten */
export function checkGates(
  gates: Gates,
  { classes, trading, latencyMillis }: Judged,
  against: Readonly<{ rival: Rival; own: Own | null }> | null,
): GateCheck[] {
  const rival = against?.rival ?? null;
  const own = against?.own ?? { logLoss: classes.logLoss, deflatedSharpe: trading?.deflatedSharpe ?? null };
  const checks: GateCheck[] = [];
  const add = (gate: keyof Gates, passed: boolean, text: string) => void checks.push({ gate, passed, text });
  if (gates.betterLogLoss) {
    const [limit, whose] = rival
      ? [rival.logLoss, `the champion's ${rival.where}`]
      : [classes.baseLogLoss, "always saying the shares of the classes, for there is no champion"];
    add(
      "betterLogLoss",
      own.logLoss < limit,
      `Log loss ${four(own.logLoss)}, must be below ${four(limit)} of ${whose}`,
    );
  }
  if (gates.betterDeflatedSharpe) {
    const limit = rival ? (rival.deflatedSharpe ?? 0) : 0.5;
    const whose = rival ? `the champion's ${rival.where}` : "even odds, for there is no champion";
    const seen = own.deflatedSharpe === null ? "is not known: too few trades or days" : four(own.deflatedSharpe);
    add(
      "betterDeflatedSharpe",
      own.deflatedSharpe !== null && own.deflatedSharpe > limit,
      `Deflated Sharpe ratio ${seen}, must be above ${four(limit)} of ${whose}`,
    );
  }
  const trades = trading?.trades ?? 0;
  add("tradesMin", trades >= gates.tradesMin, `${trades} trades out of sample, at least ${gates.tradesMin}`);
  const factor = trading?.profitFactor ?? null;
  const factorText = factor === null ? "is not known" : four(factor);
  add(
    "profitFactorMin",
    factor !== null && factor >= gates.profitFactorMin,
    `Profit factor ${factorText}, at least ${gates.profitFactorMin}`,
  );
  const { calibrationError } = classes;
  add(
    "calibrationErrorMax",
    calibrationError <= gates.calibrationErrorMax,
    `Calibration error ${four(calibrationError)}, at most ${gates.calibrationErrorMax}`,
  );
  const drawdown = trading?.maxDrawdown ?? 0;
  add(
    "drawdownMax",
    drawdown <= gates.drawdownMax,
    `Drawdown ${percent(drawdown)}, at most ${percent(gates.drawdownMax)}`,
  );
  add(
    "latencyMillisMax",
    latencyMillis <= gates.latencyMillisMax,
    `Answers within ${latencyMillis.toFixed(2)} ms (p99 of a thousand), at most ${gates.latencyMillisMax}`,
  );
  return checks;
}

const four = (value: number): string => value.toFixed(4);
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
