/** Ledger entries in the making: what one event does to cash and to one position's collateral. */
import type { Account, LedgerEntry } from "@/server/domain/portfolio";

export type Posting = readonly [account: Account, amountAtoms: bigint];
export type BookEntry = Readonly<{
  kind: LedgerEntry["kind"];
  /** Null: the fill or event that it came with. */
  cause: string | null;
  postings: readonly Posting[];
}>;

/** The cash that a position may draw on. */
export type Wallet = Readonly<{
  cashAtoms: bigint;
  /** Set aside at the venue for spot orders: no position of ours may touch it. */
  floorAtoms: bigint;
}>;

export class Books {
  readonly #margin: Account;
  readonly #floor: bigint;
  readonly #entries: BookEntry[] = [];
  cashAtoms: bigint;
  marginAtoms: bigint;

  constructor(instrumentId: string, wallet: Wallet, marginAtoms: bigint) {
    this.#margin = `margin:${instrumentId}`;
    this.#floor = wallet.floorAtoms;
    this.cashAtoms = wallet.cashAtoms;
    this.marginAtoms = marginAtoms;
  }

  /** What may still be drawn from the cash; never negative. */
  get freeAtoms(): bigint {
    return this.cashAtoms > this.#floor ? this.cashAtoms - this.#floor : 0n;
  }

  /** Moves cash into the collateral; negative: back. */
  lock(amount: bigint): void {
    if (amount === 0n) return;
    this.cashAtoms -= amount;
    this.marginAtoms += amount;
    this.#entries.push(moved("margin", [this.#margin, "cash"], amount));
  }

  /** Takes from the cash or the collateral (negative: gives) what `counter` gets. */
  pay(amount: bigint, { from, counter, kind, cause = null }: Payment): void {
    if (amount === 0n) return;
    if (from === "cash") this.cashAtoms -= amount;
    else this.marginAtoms -= amount;
    this.#entries.push({ ...moved(kind, [counter, from === "cash" ? "cash" : this.#margin], amount), cause });
  }

  /** The fund bears what the collateral cannot. */
  coverMargin(): void {
    if (this.marginAtoms >= 0n) return;
    const amount = -this.marginAtoms;
    this.marginAtoms = 0n;
    this.#entries.unshift(borne(this.#margin, amount));
  }

  /** The fund bears what the cash cannot. */
  coverCash(): void {
    const amount = this.#floor - this.cashAtoms;
    if (amount <= 0n) return;
    this.cashAtoms += amount;
    this.#entries.unshift(borne("cash", amount));
  }

  entries(): readonly BookEntry[] {
    return this.#entries;
  }
}

type Payment = Readonly<{
  from: "cash" | "margin";
  counter: "realised" | "fees" | "funding";
  kind: BookEntry["kind"];
  cause?: string | null;
}>;

const moved = (kind: BookEntry["kind"], [to, from]: readonly [Account, Account], amount: bigint): BookEntry => ({
  kind,
  cause: null,
  postings: [
    [to, amount],
    [from, -amount],
  ],
});

/** Before the loss that it covers, so that nothing falls below zero in between. */
const borne = (account: Account, amount: bigint): BookEntry => ({
  kind: "liquidation",
  cause: null,
  postings: [
    [account, amount],
    ["insurance", -amount],
  ],
});
