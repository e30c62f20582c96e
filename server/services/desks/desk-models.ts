import type { LadderBookState } from "@/server/domain/book/ladder-book";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";

export type ModelsHost = Readonly<{
  /** Called with each answer when it is there; its `at` is the desk's to set. */
  say: (prediction: Prediction) => void;
  /** The instrument's book as of the last row that `onBlock` was given. */
  copyBook: (instrument: number) => LadderBookState;
}>;

/** What answers for a desk's instruments. It never throws into the desk: a model that fails leaves the desk running. */
export type DeskModels = Readonly<{
  open: (instruments: readonly InstrumentSpec[], host: ModelsHost) => void;
  /** Rows as the desk's engine was given them, for features of books and trades; instrument numbers are the desk's. */
  onBlock: (block: MarketBlock) => void;
  /** Nothing that is stamped before `until` (µs) will come: the desk's timers of a quiet market have passed it. */
  onClock: (until: number) => void;
  /** Books are unknown until their snapshots. */
  onRestart: (at: Micros) => void;
  /** Twenty times a second of wall time. */
  tick: () => void;
  /** Resolves when no run of a graph is under way: a thread that ends in the middle of one takes the process down. */
  close: () => Promise<void>;
}>;
