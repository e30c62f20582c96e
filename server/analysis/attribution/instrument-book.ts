/** One instrument's way through a window: whose lots there are, and what each event did to the value of the position. */
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { AttributedBooking, AttributedFill, OwnedLots, Valuation } from "./attributed-fill";
import { dividedFill } from "./divided-fill";
import { fillParts } from "./fill-parts";
import { Owners, UNOWNED } from "./owners";
import { NO_PARTS, type Parts } from "./parts";
import { bookedAtoms, positionAtoms } from "./valuation";

export type AttributionItem = Readonly<{
  instrumentId: string;
  /** Whose lots they are: the origin that opened them. */
  owner: string;
  /** Beginning of its round trip (`RoundTrip.openedAt`); null when that is not known. */
  openedAt: Micros | null;
  /** When it was booked; of what was held at the start: the window's start. */
  at: Micros;
  /** Null of what was held, and of bookings. */
  fill: AttributedFill | null;
  parts: Parts;
}>;

/** `last`: price of the window's last fill, millionths. What is flat at the end needs no other mark, for it cancels out. */
type Marks = Readonly<{ start: Valuation | null; end: Valuation | null; last: number | null }>;

export class InstrumentBook {
  readonly #spec: InstrumentSpec;
  readonly #marks: Marks;
  readonly #from: Micros;
  readonly #owners = new Owners();
  /** What the position held at the start was worth, as counted so far. */
  #startAtoms = 0n;
  #last: AttributionItem | null = null;

  constructor(spec: InstrumentSpec, marks: Marks, from: Micros) {
    this.#spec = spec;
    this.#marks = marks;
    this.#from = from;
  }

  hold({ owner, sizeLots, openedAt }: OwnedLots, at: Micros): AttributionItem {
    const { start } = this.#marks;
    if (!start) return missing(this.#spec.id, "mark at the start");
    const before = this.#endAtoms();
    this.#owners.take(owner, sizeLots, openedAt);
    const startAtoms = positionAtoms(this.#spec, this.#owners.netLots, start.markMillionths);
    const marketAtoms = this.#endAtoms() - before - (startAtoms - this.#startAtoms);
    this.#startAtoms = startAtoms;
    return this.#item({ owner, openedAt, at, fill: null, parts: { ...NO_PARTS, marketAtoms } });
  }

  fill(fill: AttributedFill): AttributionItem[] {
    const sign = fill.side === "buy" ? 1 : -1;
    let before = this.#endAtoms();
    let net = this.#owners.netLots;
    const pieces = this.#owners.take(fill.origin, sign * fill.sizeLots, fill.bookedAt);
    return dividedFill(this.#spec, fill, pieces).map(({ owner, signedLots, openedAt, notionalAtoms, feeAtoms }) => {
      net += signedLots;
      const after = this.#endAtoms(net);
      const gainAtoms = after - before - BigInt(sign) * bookedAtoms(this.#spec, notionalAtoms);
      before = after;
      const piece = { sizeLots: Math.abs(signedLots), notionalAtoms, feeAtoms, gainAtoms };
      return this.#item({ owner, openedAt, at: fill.bookedAt, fill, parts: fillParts(this.#spec, fill, piece) });
    });
  }

  book({ kind, at, amountAtoms }: AttributedBooking): AttributionItem[] {
    const { openedAt } = this.#owners;
    return this.#owners.share(amountAtoms).map(([owner, amount]) => {
      const part = kind === "funding" ? { fundingAtoms: amount } : { insuranceAtoms: amount };
      return this.#item({ owner, openedAt, at, fill: null, parts: { ...NO_PARTS, ...part } });
    });
  }

  /** What the books said the position was worth beyond its mark, at the end less at the start. */
  close(): AttributionItem[] {
    const { start, end } = this.#marks;
    const { netLots } = this.#owners;
    if (netLots !== 0 && !end) return missing(this.#spec.id, "mark at the end");
    const atEnd = end?.valueAtoms == null ? 0n : end.valueAtoms - this.#endAtoms();
    const atStart = start?.valueAtoms == null ? 0n : start.valueAtoms - this.#startAtoms;
    if (atEnd === atStart) return [];
    const { owner, openedAt, at } = this.#last ?? { owner: UNOWNED, openedAt: null, at: this.#from };
    return [this.#item({ owner, openedAt, at, fill: null, parts: { ...NO_PARTS, marketAtoms: atEnd - atStart } })];
  }

  get held(): readonly OwnedLots[] {
    return this.#owners.rows(this.#spec.id);
  }

  #endAtoms(lots = this.#owners.netLots): bigint {
    const { end, last } = this.#marks;
    if (lots === 0) return 0n;
    const mark = end?.markMillionths ?? last ?? missing(this.#spec.id, "mark at the end");
    return positionAtoms(this.#spec, lots, mark);
  }

  #item(item: Omit<AttributionItem, "instrumentId">): AttributionItem {
    this.#last = { instrumentId: this.#spec.id, ...item };
    return this.#last;
  }
}

export function missing(id: string, what: string): never {
  throw new AppError("invalid", `Attribution of ${id} needs its ${what}`, { facts: { instrumentId: id } });
}
