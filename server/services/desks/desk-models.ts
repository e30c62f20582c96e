import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Prediction } from "@/server/domain/models/prediction";

/** What answers for a desk's instruments. It never throws into the desk: a model that fails leaves the desk running. */
export type DeskModels = Readonly<{
  /** @param say  called with each answer when it is there; its `at` is the desk's to set */
  open: (instruments: readonly InstrumentSpec[], say: (prediction: Prediction) => void) => void;
  /** Rows as the desk's engine was given them, for features of books and trades; instrument numbers are the desk's. */
  onBlock: (block: MarketBlock) => void;
  /** Twenty times a second of wall time. */
  tick: () => void;
  /** Resolves when no run of a graph is under way: a thread that ends in the middle of one takes the process down. */
  close: () => Promise<void>;
}>;
