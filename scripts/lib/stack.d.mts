/** Types of stack.mjs, for the tests and benches that are written in TypeScript. */

export type ProgramName = "web" | "worker" | "market" | "postgres";

export type StackOptions = Readonly<{
  /** Default "simulated". */
  source?: "simulated" | "recorded" | "live";
  /** File or folder; needed when recorded. */
  recording?: string;
  /** Recorded seconds in one of ours, 1 to 100; default 1. */
  speed?: number;
  /** Of the simulated market and the desk; default 1. */
  seed?: number;
  /**
   * Left out: a fresh database on the server of DATABASE_URL, or in a cluster of its own without one.
   * "own": a cluster of its own in any case, so that postgres may be killed. An address: that database as it is.
   */
  database?: string;
  /** More variables for the three programs, e.g. `{ REDIS_URL, LOG_LEVEL }`. */
  extraEnv?: Readonly<Record<string, string>>;
}>;

export type Stack = Readonly<{
  webUrl: string;
  databaseUrl: string;
  /** Null when the market is live. */
  marketUrl: string | null;
  /** Null for what is down at this moment; postgres only in a cluster of its own. */
  pids: () => Record<ProgramName, number | null>;
  /** What a program has logged so far. */
  log: (name: "web" | "worker" | "market") => string;
  /** kill -9; resolves when another process has taken its place, which may not answer yet. */
  kill: (name: ProgramName) => Promise<void>;
  /** Ends everything and drops what it made. */
  stop: () => Promise<void>;
}>;

/** Starts a whole built Tapedeck; resolves when market and web answer. */
export function startStack(options?: StackOptions): Promise<Stack>;
