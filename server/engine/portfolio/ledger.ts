import type { Atoms } from "@/server/domain/atoms";
import { atoms } from "@/server/domain/atoms";
import type { Micros } from "@/server/domain/micros";
import type { Account, LedgerEntry } from "@/server/domain/portfolio";
import type { EngineClock } from "@/server/engine/kernel/clock";
import type { EffectLog } from "@/server/engine/kernel/effect-log";

export type LedgerState = Readonly<{ seq: number; balances: readonly (readonly [Account, bigint])[] }>;

type Draft = Readonly<{
  kind: LedgerEntry["kind"];
  at: Micros;
  cause: string;
  postings: readonly (readonly [Account, bigint])[];
}>;

/** Double entry in whole atoms: each entry sums to zero, so all balances together always do. */
export class Ledger {
  readonly #clock: EngineClock;
  readonly #effects: EffectLog;
  readonly #mayOwe: boolean;
  readonly #balances = new Map<Account, bigint>();
  #seq = 0;

  /** `mayOwe`: cross positions stand behind the cash, which may then be below zero for a while. */
  constructor({ clock, effects, mayOwe }: Readonly<{ clock: EngineClock; effects: EffectLog; mayOwe: boolean }>) {
    this.#clock = clock;
    this.#effects = effects;
    this.#mayOwe = mayOwe;
  }

  balance(account: Account): Atoms {
    return atoms(this.#balances.get(account) ?? 0n);
  }

  /** @throws EngineInvariantError when the postings do not sum to zero, or cash would fall below zero that may not */
  post({ kind, at, cause, postings }: Draft): void {
    const sum = postings.reduce((total, [, amount]) => total + amount, 0n);
    if (sum !== 0n) this.#clock.fail(`ledger entry for ${cause} is out of balance by ${sum} atoms`);
    for (const [account, amount] of postings) {
      this.#balances.set(account, (this.#balances.get(account) ?? 0n) + amount);
    }
    if (this.balance("cash") < 0n && !this.#mayOwe)
      this.#clock.fail(`cash fell to ${this.balance("cash")} atoms by ${cause}`);
    const seq = ++this.#seq;
    if (!this.#effects.isSeen) return;
    const lines = postings.map(([account, amount]) => ({ account, amountAtoms: atoms(amount) }));
    this.#effects.emit({ kind: "ledger", entry: { seq, at, kind, cause, postings: lines } });
  }

  save(): LedgerState {
    return { seq: this.#seq, balances: [...this.#balances] };
  }

  load({ seq, balances }: LedgerState): void {
    this.#seq = seq;
    this.#balances.clear();
    for (const [account, amount] of balances) this.#balances.set(account, amount);
  }
}
