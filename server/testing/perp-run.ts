/** A desk that trades perpetuals on hand-written markets, and what tests ask of it. */
import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings, MarginMode } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Account, Position } from "@/server/domain/portfolio";
import { EngineRun, testExecution, testSettings } from "./engine-run";
import { LINEAR } from "./perpetuals";

type Wish = Readonly<{
  instruments?: readonly InstrumentSpec[];
  mode?: MarginMode;
  leverage?: number;
  balance?: string;
  change?: Partial<DeskSettings>;
}>;

export class PerpRun extends EngineRun {
  constructor({ instruments = [LINEAR], mode = "isolated", leverage = 10, balance = "10000", change }: Wish = {}) {
    super(
      testSettings({
        instruments,
        openingBalanceAtoms: parseAtoms(balance),
        execution: testExecution({ margin: { mode, leverage } }),
        ...change,
      }),
    );
  }

  /** What the ledger says of an account, all entries so far. */
  balance(account: Account): bigint {
    let sum = 0n;
    for (const { entry } of this.of("ledger")) {
      for (const posting of entry.postings) if (posting.account === account) sum += posting.amountAtoms;
    }
    return sum;
  }

  /** Balances of the accounts, as decimals without needless zeros. */
  balances(...accounts: Account[]): string[] {
    return accounts.map((account) => plain(this.balance(account)));
  }

  position(instrument = 0): Position {
    const position = this.engine.view().positions[instrument];
    if (!position) throw new Error(`there is no position ${instrument}`);
    return position;
  }

  riskKinds(): string[] {
    return this.of("risk").map(({ event }) => event.kind);
  }
}

export const plain = (atoms: bigint): string => {
  const sign = atoms < 0n ? "-" : "";
  const text = (atoms < 0n ? -atoms : atoms).toString().padStart(9, "0");
  return sign + `${text.slice(0, -8)}.${text.slice(-8)}`.replace(/\.?0+$/, "");
};
