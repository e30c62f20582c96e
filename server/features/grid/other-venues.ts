import { LadderBook, type LadderBookState } from "@/server/domain/book/ladder-book";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock } from "@/server/domain/market-block";
import { dollarsOf } from "./dollars";
import { SecondSums, type SecondSumsState } from "./second-sums";

export const OTHER_SECONDS = 300;

/** The same coin elsewhere: its place in the instrument list of the blocks. */
export type OtherVenue = Readonly<{ instrument: number; spec: InstrumentSpec }>;

type Venue = Readonly<{
  tick: number;
  dollars: ReturnType<typeof dollarsOf>;
  book: LadderBook;
  /** Whole quote units that traded. */
  volume: SecondSums;
}>;

export type OtherVenuesState = Readonly<{ books: readonly LadderBookState[]; volumes: readonly SecondSumsState[] }>;

/** Mid of the same coin at other venues, weighted by what traded there in five minutes. */
export class OtherVenues {
  readonly #venues: ReadonlyMap<number, Venue>;

  constructor(others: readonly OtherVenue[]) {
    this.#venues = new Map(
      others.map(({ instrument, spec }) => {
        const volume = new SecondSums([OTHER_SECONDS]);
        return [
          instrument,
          { tick: Number(spec.tickSize), dollars: dollarsOf(spec), book: new LadderBook(), volume },
        ] as const;
      }),
    );
  }

  apply(block: MarketBlock, i: number, second: number): void {
    const venue = this.#venues.get(block.instrument[i] as number);
    if (!venue) return;
    const { book, volume } = venue;
    const flags = block.flags[i] ?? 0;
    const [side = 0, priceTicks = 0, lots = 0] = [block.side[i], block.priceTicks[i], block.sizeLots[i]];
    const exchangeAt = block.exchangeAt[i] ?? 0;
    const isEnd = (flags & FLAG.end) !== 0;
    const kind = block.kind[i];
    if (kind === KIND.bookGap) book.gap();
    else if (kind === KIND.bookClear) book.clear(exchangeAt, isEnd);
    else if (kind === KIND.bookLevel) {
      book.level(side, priceTicks, lots);
      book.touched(exchangeAt, isEnd);
    } else if (kind === KIND.trade && (flags & FLAG.suspect) === 0) {
      volume.add(second, Math.round(venue.dollars({ aggressor: side, priceTicks, lots })));
    }
  }

  /** Quote units; NaN while no other venue has a whole book and has traded. */
  mid(second: number): number {
    let [sum, weight] = [0, 0];
    for (const { book, volume, tick } of this.#venues.values()) {
      const halfTicks = book.isReady ? book.midHalfTicks() : null;
      const traded = volume.sum(0, second);
      if (halfTicks === null || traded === 0) continue;
      sum += (traded * halfTicks * tick) / 2;
      weight += traded;
    }
    return weight === 0 ? Number.NaN : sum / weight;
  }

  /** Books and volumes are unknown from here. */
  clear(): void {
    for (const { book, volume } of this.#venues.values()) {
      book.gap();
      volume.clear();
    }
  }

  save(): OtherVenuesState {
    const venues = [...this.#venues.values()];
    return { books: venues.map(({ book }) => book.save()), volumes: venues.map(({ volume }) => volume.save()) };
  }

  load({ books, volumes }: OtherVenuesState): void {
    for (const [k, { book, volume }] of [...this.#venues.values()].entries()) {
      if (books[k]) book.load(books[k]);
      if (volumes[k]) volume.load(volumes[k]);
    }
  }
}
