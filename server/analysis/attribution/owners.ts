/**
 * Whose lots a position is made of. There is one position for an instrument, so a fill against it closes first:
 * its own origin's lots, then the others', oldest first; what is left opens for its origin. So all owners always
 * stand on the side of the position, a flatten by the risk rules ends what a strategy opened, and nobody is left
 * with lots that the desk does not have (as a round trip belongs to whoever opened it).
 */
import type { AttributedFill, OwnedLots } from "./attributed-fill";

/** Of nobody known: what the venue booked for a position that was never seen. */
export const UNOWNED = "unknown";

export class Owners {
  /** Signed lots, oldest first. */
  readonly #lots = new Map<string, number>();
  #net = 0;
  #last = UNOWNED;

  get netLots(): number {
    return this.#net;
  }

  /** @returns how many signed lots each owner's part of it has, closing before opening; together all of it */
  take(origin: string, signedLots: number): [owner: string, signedLots: number][] {
    const parts = new Map<string, number>();
    let left = signedLots;
    const closing = signedLots * this.#net < 0 ? [origin, ...this.#lots.keys()] : [];
    for (const owner of closing) {
      const held = this.#lots.get(owner) ?? 0;
      const part = Math.sign(left) * Math.min(Math.abs(left), Math.abs(held));
      if (part === 0) continue;
      this.#move(owner, part);
      parts.set(owner, part);
      left -= part;
    }
    if (left !== 0) {
      this.#move(origin, left);
      parts.set(origin, (parts.get(origin) ?? 0) + left);
    }
    return [...parts];
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
    return [...this.#lots].map(([owner, sizeLots]) => ({ instrumentId, owner, sizeLots }));
  }

  #move(owner: string, lots: number): void {
    const held = (this.#lots.get(owner) ?? 0) + lots;
    if (held === 0) this.#lots.delete(owner);
    else this.#lots.set(owner, held);
    this.#net += lots;
    this.#last = owner;
  }
}

/** What each origin holds after fills (oldest first) that began with nothing held: what a later window begins with. */
export function heldAfter(fills: readonly Pick<AttributedFill, "instrumentId" | "origin" | "side" | "sizeLots">[]) {
  const owners = new Map<string, Owners>();
  for (const { instrumentId, origin, side, sizeLots } of fills) {
    const held = owners.get(instrumentId) ?? new Owners();
    owners.set(instrumentId, held);
    held.take(origin, side === "buy" ? sizeLots : 0 - sizeLots);
  }
  return [...owners].flatMap(([instrumentId, held]) => held.rows(instrumentId));
}
