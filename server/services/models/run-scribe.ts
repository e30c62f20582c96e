/** Keeps what a trainer says: its newest progress once a look, its trials in order, its last words. */
import { AppError } from "@/server/domain/errors";
import type { Candidate, NewTrial, TrainerMessage } from "@/server/domain/models/trainer-message";
import { topics } from "@/server/ports/bus";
import type { RunClaim, RunWord } from "@/server/ports/training-store";
import type { RunTrainingDeps } from "./training-deps";

type Verdict = "go on" | "cancel" | "lost";

export type RunScribe = Readonly<{
  hear: (message: TrainerMessage) => void;
  /** Writes what came since the last look, says that the run lives, and hears whether it may go on. Never rejects. */
  look: () => Promise<Verdict>;
  /** The last look. */
  close: () => Promise<void>;
  resumed: () => Promise<void>;
  verdict: () => Verdict;
  seesUntil: () => number | null;
  said: () => Readonly<{ candidate: Candidate | null; failure: AppError | null; isDone: boolean }>;
}>;

type Told = Omit<RunWord, "at" | "resumed">;

export function createRunScribe(
  { training, bus, clock, onDefect }: Pick<RunTrainingDeps, "training" | "bus" | "clock" | "onDefect">,
  { run, claim }: RunClaim,
): RunScribe {
  let verdict: Verdict = "go on";
  let word: Told = {};
  let trials: NewTrial[] = [];
  let candidate: Candidate | null = null;
  let failure: AppError | null = null;
  let isDone = false;
  let seesUntil: number | null = null;
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (isResumed: boolean): Promise<void> => {
    const [said, tried] = [word, trials];
    word = {};
    trials = [];
    try {
      await training.addTrials(tried);
      verdict = await training.tellRun(run.id, claim, { ...said, at: clock.nowMicros(), resumed: isResumed });
    } catch (error) {
      // The database is away: what was said is said again at the next look.
      word = { ...said, ...word };
      trials = [...tried, ...trials];
      onDefect(error, `training run ${run.id}`);
      return;
    }
    if (said.progress || said.quarantine) {
      const now = await training.findRun(run.id).catch(() => null);
      await bus.publish(topics.training(run.id), JSON.stringify(now)).catch(() => {});
    }
  };
  /** One at a time, in order. */
  const next = (isResumed = false): Promise<void> => {
    const turn = writing.then(() => write(isResumed));
    writing = turn;
    return turn;
  };

  return {
    hear(message) {
      if (message.kind === "progress") word = { ...word, progress: message.progress };
      else if (message.kind === "trial") trials.push(message.trial);
      else if (message.kind === "candidate") candidate = message.candidate;
      else if (message.kind === "failed") failure = new AppError(message.code ?? "refused", message.text);
      else if (message.kind === "done") isDone = true;
      else {
        seesUntil = message.from;
        word = { ...word, quarantine: message.text, seesUntil: message.from };
      }
    },
    async look() {
      await next();
      return verdict;
    },
    close: () => next(),
    resumed: () => next(true),
    verdict: () => verdict,
    seesUntil: () => seesUntil,
    said: () => ({ candidate, failure, isDone }),
  };
}
