type Where = Readonly<{ eventIndex: number; seed: number; cause?: unknown }>;

/** A defect of the engine or of a strategy, never a user's mistake. Replaying the events up to `eventIndex` under `seed` shows it again. */
export class EngineInvariantError extends Error {
  readonly eventIndex: number;
  readonly seed: number;

  constructor(message: string, { eventIndex, seed, cause }: Where) {
    super(`${message} (event ${eventIndex}, seed ${seed})`, cause === undefined ? undefined : { cause });
    this.name = "EngineInvariantError";
    this.eventIndex = eventIndex;
    this.seed = seed;
  }
}
