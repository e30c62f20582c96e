/**
 * Whose lots a position is made of. There is one position for an instrument, so a fill against it closes first:
 * its own origin's lots, then the others', oldest first; what is left opens for its origin. So all owners always
 * stand on the side of the position, a flatten by the risk rules ends what a strategy opened, and nobody is left
 * with lots that the desk does not have (as a round trip belongs to whoever opened it).
 */
import type { Micros } from "@/server/domain/micros";
import type { AttributedFill, OwnedLots } from "./attributed-fill";

/** Of nobody known: what the venue booked for a position that was never seen. */
export const UNOWNED = "unknown";

export type OwnedPiece = Readonly<{
  owner: string;
  signedLots: number;
  /** It adds to the position, or begins one; else it closes. */
  isOpening: boolean;
  /** When the round trip that it belongs to began; null where that was before all that is known. */
  openedAt: Micros | null;
}>;

export class Owners {
  /** Signed lots, oldest first. */
  readonly #lots = new Map<string, number>();
  #net = 0;
  #last = UNOWNED;
  #openedAt: Micros | null = null;

  get netLots(): number {
    return this.#net;
  }

  /** Beginning of the round trip under way; of the last one when nothing is held. */
  get openedAt(): Micros | null {
    return this.#openedAt;
  }

  /** @returns each owner's part of the fill, closing before opening; together all of it */
  take(origin: string, signedLots: number, at: Micros | null): OwnedPiece[] {
    const pieces: OwnedPiece[] = [];
    let left = signedLots;
    const closing = signedLots * this.#net < 0 ? new Set([origin, ...this.#lots.keys()]) : [];
    for (const owner of closing) {
      const held = this.#lots.get(owner) ?? 0;
      const part = Math.sign(left) * Math.min(Math.abs(left), Math.abs(held));
      if (part === 0) continue;
      this.#move(owner, part);
      pieces.push({ owner, signedLots: part, isOpening: false, openedAt: this.#openedAt });
      left -= part;
    }
    if (left === 0) return pieces;
    if (this.#net === 0) this.#openedAt = at;
    this.#move(origin, left);
    return [...pieces, { owner: origin, signedLots: left, isOpening: true, openedAt: this.#openedAt }];
  }

  /** An amount by what each holds, cut towards zero; the last takes the rest. Whoever held last, when nothing is held. */
  share(amount: bigint): [owner: string, amount: bigint][] {
    if (this.#net === 0) return [[this.#last, amount]];
    const shares: [string, bigint][] = [];
    let left = amount;
    for (const [owner, lots] of this.#lots) {
      const isLast = shares.length === this.#lots.size - 1;
      const share = isLast ? left : (amount * BigInt(lots)) / BigInt(this.#net);
      shares.push([owner, share]);
      left -= share;
    }
    return shares;
  }

  rows(instrumentId: string): OwnedLots[] {
    const openedAt = this.#openedAt;
    return [...this.#lots].map(([owner, sizeLots]) => ({ instrumentId, owner, sizeLots, openedAt }));
  }

  #move(owner: string, lots: number): void {
    const held = (this.#lots.get(owner) ?? 0) + lots;
    if (held === 0) this.#lots.delete(owner);
    else this.#lots.set(owner, held);
    this.#net += lots;
    this.#last = owner;
  }
}

type Taken = Pick<AttributedFill, "instrumentId" | "origin" | "side" | "sizeLots" | "bookedAt">;

/** What each origin holds after fills (oldest first) that began with nothing held: what a later window begins with. */
export function heldAfter(fills: readonly Taken[]): OwnedLots[] {
  const owners = new Map<string, Owners>();
  for (const { instrumentId, origin, side, sizeLots, bookedAt } of fills) {
    const held = owners.get(instrumentId) ?? new Owners();
    owners.set(instrumentId, held);
    held.take(origin, side === "buy" ? sizeLots : 0 - sizeLots, bookedAt);
  }
  return [...owners].flatMap(([instrumentId, held]) => held.rows(instrumentId));
}
