import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";

export type DeskFeedSink = Readonly<{
  /** A stream begins: rows index into `instruments`, and every book follows as snapshot rows first. */
  onOpen: (instruments: readonly InstrumentSpec[]) => void;
  onBlock: (block: MarketBlock) => void;
  /** The stream broke: what happens until the next `onOpen` is not seen. */
  onLost: (text: string) => void;
}>;

/** Where a desk's market events come from: the collector of its venue, wherever that runs. */
export type DeskFeed = Readonly<{
  /** Starts the stream, or starts it anew (a fresh `onOpen` with whole books follows, and nothing of the old one). */
  open: (sink: DeskFeedSink) => void;
  close: () => void;
}>;
