/**
 * What a desk holds and is worth, from fills and ledger alone. No average cost is kept: whatever was paid and
 * received, plus what is held at the mark, is the equity.
 */
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill } from "@/server/domain/order";
import type { LedgerEntry } from "@/server/domain/portfolio";
import type { Marks, Range } from "./marks";

export class Account {
  readonly specs: readonly InstrumentSpec[];
  readonly #marks: Marks;
  readonly #lots: number[];
  readonly #balances = new Map<string, bigint>();
  /** Opening balance, and what fills paid and brought. */
  #traded: bigint;

  constructor({ instruments, openingBalanceAtoms }: DeskSettings, marks: Marks) {
    this.specs = instruments;
    this.#marks = marks;
    this.#lots = instruments.map(() => 0);
    this.#traded = openingBalanceAtoms;
  }

  heldLots(instrument: number): number {
    return this.#lots[instrument] ?? 0;
  }

  indexOf(instrumentId: string): number {
    return this.specs.findIndex(({ id }) => id === instrumentId);
  }

  /** Who buys an inverse contract sells the coin: money moves the other way. */
  fill({ instrumentId, side, sizeLots, notionalAtoms }: Fill): void {
    const instrument = this.indexOf(instrumentId);
    const sign = side === "buy" ? 1 : -1;
    this.#lots[instrument] = this.heldLots(instrument) + sign * sizeLots;
    const paid = isInverse(this.specs[instrument]) ? -sign : sign;
    this.#traded -= BigInt(paid) * notionalAtoms;
  }

  ledger({ postings }: LedgerEntry): void {
    for (const { account, amountAtoms } of postings)
      this.#balances.set(account, (this.#balances.get(account) ?? 0n) + amountAtoms);
  }

  /** Lowest and highest that it can be by the marks. Null while something held has no mark. */
  equity(): Range | null {
    const cash = Number(this.#traded - this.#of("fees") - this.#of("funding") - this.#of("insurance"));
    let [low, high] = [cash, cash];
    for (const [instrument, spec] of this.specs.entries()) {
      const held = this.heldLots(instrument);
      if (held === 0) continue;
      const mark = this.#marks.valued(instrument);
      if (!mark) return null;
      const sign = isInverse(spec) ? -1 : 1;
      const values = [mark.low, mark.high].map((ticks) => sign * Math.sign(held) * worth(spec, Math.abs(held), ticks));
      low += Math.min(...values);
      high += Math.max(...values);
    }
    return { low, high };
  }

  #of(account: string): bigint {
    return this.#balances.get(account) ?? 0n;
  }
}

const isInverse = (spec: InstrumentSpec | undefined): boolean => spec?.contract?.kind === "inverse";

/** Atoms of so many lots at so many ticks, parts of an atom included. */
export const worth = (spec: InstrumentSpec, lots: number, ticks: number): number =>
  spec.contract?.kind === "inverse"
    ? (lots * Number(spec.contract.inverseAtoms)) / ticks
    : lots * ticks * Number(spec.atomsPerTickLot);
