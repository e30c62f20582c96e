/**
 * The gates before the championship. All must hold; what is not known of a version does not hold, unless its gate asks
 * for nothing. A champion of which something is not known is no bar there. Without a champion the bar is what knows
 * nothing: the base rate's log loss, and a deflated Sharpe of a half, at which skill is as likely as luck.
 *
 * The trainer judges a candidate where it can compare best, against the champion on the same rows. Here a version is
 * judged again when somebody would promote it: gates may have been edited and another champion may reign.
 */
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { GateCheck, Gates } from "@/server/domain/models/recipe";
import type { ModelScores } from "@/server/domain/models/scores";

/** What gates look at; null is not known. */
export type GateFacts = Readonly<{
  deflatedSharpe: number | null;
  logLoss: number | null;
  /** Of always saying the shares of the training rows. */
  baseLogLoss: number | null;
  trades: number | null;
  profitFactor: number | null;
  calibrationError: number | null;
  maxDrawdown: number | null;
  latencyMillis: number | null;
}>;

export type GateInput = Readonly<{
  gates: Gates;
  facts: GateFacts;
  /** On the same rows; null while there is no champion. */
  champion: Readonly<{ version: number; deflatedSharpe: number | null; logLoss: number | null }> | null;
}>;

/** It is a probability. */
const SKILL_AS_LIKELY_AS_LUCK = 0.5;

/** One check for each gate, in the order of the gates. */
export function checkGates({ gates, facts, champion }: GateInput): readonly GateCheck[] {
  const { deflatedSharpe, logLoss, trades, profitFactor, calibrationError, maxDrawdown, latencyMillis } = facts;
  const rival = champion ? `champion ${champion.version}` : null;
  return [
    better("betterDeflatedSharpe", {
      isAsked: gates.betterDeflatedSharpe,
      what: "deflated Sharpe",
      mine: deflatedSharpe,
      theirs: champion ? champion.deflatedSharpe : SKILL_AS_LIKELY_AS_LUCK,
      rival: rival ?? "luck",
      sign: 1,
    }),
    better("betterLogLoss", {
      isAsked: gates.betterLogLoss,
      what: "log loss",
      mine: logLoss,
      theirs: champion ? champion.logLoss : facts.baseLogLoss,
      rival: rival ?? "base rate",
      sign: -1,
    }),
    atLeast("tradesMin", "trades out of sample", { value: trades, limit: gates.tradesMin, free: 0 }),
    atLeast("profitFactorMin", "profit factor", { value: profitFactor, limit: gates.profitFactorMin, free: 0 }),
    atMost("calibrationErrorMax", "calibration error", {
      value: calibrationError,
      limit: gates.calibrationErrorMax,
      free: 1,
    }),
    atMost("drawdownMax", "drawdown", { value: maxDrawdown, limit: gates.drawdownMax, free: 1 }),
    {
      ...atMost("latencyMillisMax", "latency, ms", {
        value: latencyMillis,
        limit: gates.latencyMillisMax,
        free: 1_000,
      }),
      ...(latencyMillis === null ? {} : { measured: latencyMillis }),
    },
  ];
}

type Better = Readonly<{
  isAsked: boolean;
  what: string;
  mine: number | null;
  theirs: number | null;
  rival: string;
  sign: 1 | -1;
}>;

function better(gate: keyof Gates, { isAsked, what, mine, theirs, rival, sign }: Better): GateCheck {
  const say = (passed: boolean, text: string): GateCheck => ({ gate, passed, text });
  if (!isAsked) return say(true, `${what} ${shown(mine)}; not asked to be better`);
  if (mine === null) return say(false, `${what} is not known`);
  if (theirs === null) return say(true, `${what} ${shown(mine)}; that of ${rival} is not known`);
  const distance = (mine - theirs) * sign;
  const words = `${what} ${shown(mine)}, ${rival} ${shown(theirs)}`;
  return distance > 0 ? say(true, words) : say(false, `${words}: not better, by ${shown(-distance)}`);
}

/** `free` is the limit that asks for nothing, so that not even the value need be known. */
type Bound = Readonly<{ value: number | null; limit: number; free: number }>;

function atLeast(gate: keyof Gates, what: string, { value, limit, free }: Bound): GateCheck {
  if (limit <= free) return { gate, passed: true, text: `${what} ${shown(value)}; any will do` };
  if (value === null) return { gate, passed: false, text: `${what} is not known, at least ${limit} asked` };
  const words = `${what} ${shown(value)}, at least ${limit}`;
  return value >= limit
    ? { gate, passed: true, text: words }
    : { gate, passed: false, text: `${words}: short by ${shown(limit - value)}` };
}

function atMost(gate: keyof Gates, what: string, { value, limit, free }: Bound): GateCheck {
  if (limit >= free) return { gate, passed: true, text: `${what} ${shown(value)}; any will do` };
  if (value === null) return { gate, passed: false, text: `${what} is not known, at most ${limit} allowed` };
  const words = `${what} ${shown(value)}, at most ${limit}`;
  return value <= limit
    ? { gate, passed: true, text: words }
    : { gate, passed: false, text: `${words}: over by ${shown(value - limit)}` };
}

const shown = (value: number | null): string => (value === null ? "unknown" : String(Number(value.toPrecision(4))));

export const factsOf = (scores: ModelScores | null, latencyMillis: number | null): GateFacts => ({
  deflatedSharpe: scores?.trading?.deflatedSharpe ?? null,
  logLoss: scores?.overall.logLoss ?? null,
  baseLogLoss: scores?.overall.baseLogLoss ?? null,
  trades: scores?.trading?.trades ?? null,
  profitFactor: scores?.trading?.profitFactor ?? null,
  calibrationError: scores?.overall.calibrationError ?? null,
  maxDrawdown: scores?.trading?.maxDrawdown ?? null,
  latencyMillis,
});

/**
 * A version judged now. The comparison with the champion of its making stands while that one reigns: it was made on the
 * same rows; with another champion each is taken by its own scores. Latency is what was measured when it was made.
 */
export function judgeNow(gates: Gates, version: ModelVersion, champion: ModelVersion | null): readonly GateCheck[] {
  const { manifest, gates: then } = version;
  const rival = champion && champion.version !== version.version ? champion : null;
  const latencyThen = then.find(({ gate }) => gate === "latencyMillisMax");
  const latencyMillis = latencyThen?.measured ?? null;
  const now = checkGates({
    gates,
    facts: factsOf(manifest.scores, latencyMillis),
    champion: rival && {
      version: rival.version,
      deflatedSharpe: rival.manifest.scores?.trading?.deflatedSharpe ?? null,
      logLoss: rival.manifest.scores?.overall.logLoss ?? null,
    },
  });
  const stands = rival !== null && rival.stateSince <= version.createdAt;
  return now.map((check) => {
    const made = then.find(({ gate }) => gate === check.gate);
    const isUnmeasured = check.gate === "latencyMillisMax" && latencyMillis === null && !check.passed;
    const isKept = isUnmeasured || (check.gate.startsWith("better") && gates[check.gate] && stands);
    return made && isKept ? made : check;
  });
}
