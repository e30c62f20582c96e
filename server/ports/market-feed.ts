import type { Candle } from "@/server/domain/candle";
import type { InstrumentSpec, Product } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";

/** A message that could not be understood. `raw` is cut at 64 KiB. */
export type DeadLetter = Readonly<{ venueId: string; at: Micros; reason: string; raw: string }>;

/** `product` says of which of the venue's markets something is: their symbols are the same texts. */
export type FeedEvents = Readonly<{
  /** One raw venue message, with the time at which its bytes arrived, before anything else handled it. */
  onMessage: (message: Readonly<{ receivedAt: Micros; text: string; product: Product }>) => void;
  /** That market's connection opened, closed or failed; `text` says so in words. */
  onState: (state: "open" | "closed", text: string, product: Product) => void;
}>;

/** Connection to one venue, or to one of its markets: subscription, ping, reconnect and REST belong to the adapter. */
export type VenueConnection = Readonly<{
  listInstruments: (symbols: readonly string[]) => Promise<readonly InstrumentSpec[]>;
  /** Subscribes books and trades of the symbols, of perpetuals mark prices too; resolves when the first connection stands. */
  open: (symbols: readonly string[], events: FeedEvents) => Promise<void>;
  /** The REST depth snapshot as raw text, at least 1,000 levels a side where the venue gives them. */
  fetchDepth: (symbol: string) => Promise<Readonly<{ receivedAt: Micros; text: string }>>;
  /** 1m candles from `since`, oldest first, at most 1,000; the last may be unfinished. */
  fetchCandles: (spec: InstrumentSpec, since: Micros) => Promise<readonly Candle[]>;
  /** Venue time minus ours, µs. */
  fetchClockOffset: () => Promise<number>;
  close: () => Promise<void>;
}>;
