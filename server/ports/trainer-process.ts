import type { TrainerMessage, TrainerTask } from "@/server/domain/models/trainer-message";

export type TrainerEnd = Readonly<{
  /** Null when a signal ended it. */
  code: number | null;
  /** Why it ended when it did not end by itself, e.g. SIGKILL. */
  signal: string | null;
  /** The last it wrote on its standard error. */
  words: string;
}>;

export type TrainerProcess = Readonly<{
  /** Never rejects. */
  ended: Promise<TrainerEnd>;
  /** Asks it to stop, and ends it by force when it does not. */
  stop: () => void;
  /** Ends it at once. */
  kill: () => void;
}>;

/** Starts a trainer of low priority, which ends with us. Messages come in order. */
export type StartTrainer = (task: TrainerTask, onMessage: (message: TrainerMessage) => void) => TrainerProcess;

/** A folder for each run, kept while the run may be taken up again. */
export type RunFolders = Readonly<{
  make: (runId: string) => Promise<string>;
  /** A file of the run, by its path within the folder. @throws AppError refused for a path that leads out of it */
  read: (runId: string, file: string) => Promise<Uint8Array>;
  remove: (runId: string) => Promise<void>;
}>;
