/**
 * Whose a position is: of each instrument the lots that every origin opened, with their cost, and what each has made.
 *
 * The books of an instrument always add up to the position. Whoever trades against the position closes his own part of
 * it first and then everybody else's, each by its share: a sale by hand, a closing of the risk rules or a liquidation
 * takes from all. So they are all flat when the position is.
 */
import { realisedAtoms, unrealisedAtoms } from "@/server/domain/contract-math";
import type { Fill, OrderOrigin } from "@/server/domain/order";
import type { InstrumentMarket } from "@/server/engine/book/instrument-market";
import type { EngineClock } from "@/server/engine/kernel/clock";
import { valueAtoms } from "@/server/engine/portfolio/positions";
import { shares } from "./shares";

const DAY_MICROS = 86_400_000_000;

/** Signed lots, and their cost with their sign. Never of nothing. */
export type OriginBook = Readonly<{ origin: OrderOrigin; lots: number; costAtoms: bigint }>;

/** All that it has realised so far, less fees and funding; and what it was worth at 00:00 UTC. */
type Made = Readonly<{ origin: OrderOrigin; madeAtoms: bigint; dayOpenAtoms: bigint }>;

export type OriginBooksState = Readonly<{
  /** By instrument; within one in the order of the origins' names. */
  books: readonly (readonly OriginBook[])[];
  made: readonly Made[];
  /** When a strategy last came to hold more of an instrument. */
  enteredAt: readonly (number | null)[];
  day: number | null;
}>;

type Deps = Readonly<{ clock: EngineClock; markets: readonly InstrumentMarket[] }>;

export class OriginBooks {
  readonly #deps: Deps;
  #books: (readonly OriginBook[])[];
  #made = new Map<OrderOrigin, Made>();
  #enteredAt: (number | null)[];
  #day: number | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#books = deps.markets.map(() => []);
    this.#enteredAt = deps.markets.map(() => null);
  }

  lotsOf(origin: OrderOrigin, instrument: number): number {
    return this.#books[instrument]?.find((book) => book.origin === origin)?.lots ?? 0;
  }

  /** Null while no strategy has entered it. */
  enteredAt(instrument: number): number | null {
    return this.#enteredAt[instrument] ?? null;
  }

  /** Made or lost since 00:00 UTC, fees and funding paid, what is held at the mark. */
  dayAtoms(origin: OrderOrigin): bigint {
    const made = this.#made.get(origin);
    return made ? this.#worth(made) - made.dayOpenAtoms : 0n;
  }

  onFill(market: InstrumentMarket, fill: Fill, origin: OrderOrigin): void {
    const books = this.#books[market.index] ?? [];
    const held = books.reduce((sum, { lots }) => sum + lots, 0);
    const signed = fill.side === "buy" ? fill.sizeLots : 0 - fill.sizeLots;
    const closes = held !== 0 && held > 0 !== signed > 0 ? Math.min(Math.abs(held), fill.sizeLots) : 0;
    const opens = fill.sizeLots - closes;
    this.#make(origin, 0n - fill.feeAtoms);
    const [closedFor = 0n, openedFor = 0n] = shares(fill.notionalAtoms, [closes, opens]);
    if (closes > 0) this.#close(market, { origin, lots: closes, valueAtoms: closedFor });
    if (opens === 0) return;
    this.#open(market.index, { origin, lots: Math.sign(signed) * opens, costAtoms: openedFor });
    if (origin.startsWith("strategy:")) this.#enteredAt[market.index] = this.#deps.clock.now;
  }

  /** Paid (+) or received for the whole position: each pays for its share of it. */
  onFunding(instrument: number, paidAtoms: bigint): void {
    const books = this.#books[instrument] ?? [];
    const parts = shares(
      paidAtoms,
      books.map(({ lots }) => Math.abs(lots)),
    );
    books.forEach(({ origin }, i) => this.#make(origin, -(parts[i] ?? 0n)));
  }

  /** At each whole second: the first of a UTC day is what the day is measured from. */
  onSecond(at: number): void {
    const day = Math.floor(at / DAY_MICROS);
    if (day === this.#day) return;
    const isFirst = this.#day === null;
    this.#day = day;
    if (isFirst) return;
    for (const [origin, made] of this.#made) this.#made.set(origin, { ...made, dayOpenAtoms: this.#worth(made) });
  }

  save(): OriginBooksState {
    const made = [...this.#made.values()].toSorted((a, b) => byOrigin(a, b));
    return { books: this.#books, made, enteredAt: this.#enteredAt, day: this.#day };
  }

  load({ books, made, enteredAt, day }: OriginBooksState): void {
    this.#books = [...books];
    this.#made = new Map(made.map((one) => [one.origin, one]));
    this.#enteredAt = [...enteredAt];
    this.#day = day;
  }

  #open(instrument: number, { origin, lots, costAtoms }: OriginBook): void {
    const books = this.#books[instrument] ?? [];
    const own = books.find((book) => book.origin === origin);
    const cost = lots > 0 ? costAtoms : -costAtoms;
    const grown = { origin, lots: lots + (own?.lots ?? 0), costAtoms: cost + (own?.costAtoms ?? 0n) };
    this.#books[instrument] = [...books.filter((book) => book !== own), grown].toSorted(byOrigin);
  }

  /** Own lots first, then those of the others by their shares. */
  #close(
    market: InstrumentMarket,
    { origin, lots, valueAtoms: value }: Readonly<{ origin: OrderOrigin; lots: number; valueAtoms: bigint }>,
  ): void {
    const books = this.#books[market.index] ?? [];
    const own = Math.min(Math.abs(books.find((book) => book.origin === origin)?.lots ?? 0), lots);
    const weights = books.map((book) => (book.origin === origin ? 0 : Math.abs(book.lots)));
    const fromOthers = shares(BigInt(lots - own), weights).map(Number);
    const taken = books.map((book, i) => (book.origin === origin ? own : (fromOthers[i] ?? 0)));
    const values = shares(value, taken);
    this.#books[market.index] = books.flatMap((book, i) => {
      const [left, gain] = closed(market, book, { lots: taken[i] ?? 0, valueAtoms: values[i] ?? 0n });
      this.#make(book.origin, gain);
      return left.lots === 0 ? [] : [left];
    });
  }

  #make(origin: OrderOrigin, atoms: bigint): void {
    const known = this.#made.get(origin) ?? { origin, madeAtoms: 0n, dayOpenAtoms: 0n };
    this.#made.set(origin, { ...known, madeAtoms: known.madeAtoms + atoms });
  }

  #worth({ origin, madeAtoms }: Made): bigint {
    let worth = madeAtoms;
    for (const market of this.#deps.markets) {
      const own = this.#books[market.index]?.find((book) => book.origin === origin);
      if (own) worth += openGain(market, own);
    }
    return worth;
  }
}

const byOrigin = (a: Readonly<{ origin: string }>, b: Readonly<{ origin: string }>): number =>
  a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0;

type Part = Readonly<{ lots: number; valueAtoms: bigint }>;

/** The book without that part of it, and what closing it made. A part takes its share of the cost, rounded down. */
function closed({ spec }: InstrumentMarket, book: OriginBook, part: Part): readonly [OriginBook, bigint] {
  if (part.lots === 0) return [book, 0n];
  const isLong = book.lots > 0;
  const cost = isLong ? book.costAtoms : -book.costAtoms;
  const costOut = (cost * BigInt(part.lots)) / BigInt(Math.abs(book.lots));
  const left = {
    ...book,
    lots: book.lots + (isLong ? -part.lots : part.lots),
    costAtoms: book.costAtoms - (isLong ? costOut : -costOut),
  };
  return [left, realisedAtoms(spec, { isLong, costOut, value: part.valueAtoms })];
}

/** At the mark; nothing while there is none. */
function openGain(market: InstrumentMarket, { lots, costAtoms }: OriginBook): bigint {
  if (!market.spec.contract) {
    const value = valueAtoms(market, lots, market.mark());
    return value === null ? 0n : value - costAtoms;
  }
  const mark = market.valuationMillionths();
  return mark === null ? 0n : unrealisedAtoms(market.spec, { sizeLots: lots, costAtoms }, mark);
}
