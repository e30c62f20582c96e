import type { BookView } from "@/server/domain/book/book-view";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { Fill, Order, OrderDraft, Reason } from "@/server/domain/order";
import type { ParentDraft } from "@/server/domain/parent-order";
import type { Signal } from "@/server/domain/signal";
import type { SizingResult } from "@/server/domain/sizing/size-position";
import type { EntryIntent } from "./entry-probe";
import type { SizeRequest } from "./strategy-sizing";

/** What a strategy sees and may do. It knows what the desk knows: the market as received, fills once reported. */
export type StrategyContext = Readonly<{
  /** Engine time, µs. */
  now: () => Micros;
  instruments: readonly InstrumentSpec[];
  book: (instrument: number) => BookView;
  /** Signed lots held, all origins. */
  positionLots: (instrument: number) => number;
  /** This strategy's orders that are not final, oldest first. */
  working: (instrument: number) => readonly Order[];
  equityAtoms: () => bigint;
  /** Nothing forbids new risk on this instrument now (trading state, breakers, fresh data): an entry that works may go on. */
  isOpen: (instrument: number) => boolean;
  /**
   * Why a new entry would be refused whatever its size: the checks of an order, with their spacing, breakers, budget and
   * confidence, on the smallest one. Null when it would go out. Not free: to be asked when there is a wish to enter.
   */
  entryRefusal: (instrument: number, intent: EntryIntent) => Reason | null;
  /** How large an entry should be by the settings in force, and how that came about; null without a price to size at. */
  size: (instrument: number, request: SizeRequest) => SizingResult | null;
  /** Returns the order's id; a refusal arrives through `onOrder` as REJECTED with its reason. */
  submit: (draft: OrderDraft, note: string) => string;
  cancel: (orderId: string, note: string) => void;
  /** Starts an algo; its slices count as this strategy's orders. @returns its id, or why it was refused */
  startParent: (draft: ParentDraft) => Readonly<{ parentId: string | null; reason: Reason | null }>;
  cancelParent: (parentId: string, note: string) => void;
  /** What the champion of this model last said of the instrument, however long ago; null before any. */
  prediction: (model: string, instrument: number) => Prediction | null;
  /** The last words of every version on this instrument, shadows too, by model and version. */
  predictions: (instrument: number) => readonly Prediction[];
  /** Records what was thought; at most one per decision. */
  signal: (signal: Omit<Signal, "seq" | "at" | "strategy">) => void;
}>;

/** A row of market data, valid only during the call. */
export type MarketCursor = Readonly<{
  instrument: number;
  kind: number;
  side: number;
  priceTicks: number;
  sizeLots: number;
  flags: number;
  exchangeAt: number;
  receivedAt: number;
}>;

/** Windows over market data are most of a strategy's state; a desk's commit leaves them out, as it does books. */
export type SavedParts = Readonly<{ windows: boolean }>;

/**
 * A deterministic trader: no clock, no randomness but what the engine hands it, all state in
 * `save`. It is called for every market row of its instruments, after the book took it in.
 */
export type Strategy = {
  readonly name: string;
  onMarket(ctx: StrategyContext, row: MarketCursor): void;
  /** At least once a second of engine time. */
  onTimer(ctx: StrategyContext): void;
  /** Its own order changed (acknowledged, rejected, cancelled, filled). Pictures of the book are for its file, not for deciding: a band's outer lanes have none. */
  onOrder(ctx: StrategyContext, order: Order): void;
  onFill(ctx: StrategyContext, fill: Fill): void;
  /** A model spoke: of whichever instrument of the desk, champion or shadow. */
  onPrediction?(ctx: StrategyContext, prediction: Prediction): void;
  /** Data was lost for an instrument: windows over the gap are void. Null means all of them. */
  onGap(ctx: StrategyContext, instrument: number | null): void;
  /** One line for the desk page: what it is waiting for. */
  summary(ctx: StrategyContext): string;
  /**
   * JSON-serialisable state, and back. `restore(save())` must change nothing. Without `windows`, what a
   * gap voids may be left out: after such a restore `onGap(null)` comes before anything else.
   */
  save(parts?: SavedParts): unknown;
  restore(state: unknown): void;
};
