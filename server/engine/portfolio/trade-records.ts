/** What a desk's round trips came to, by who opened them: what sizing by Kelly goes by. Of each lane its own. */
import { NO_TRADES, type OriginRecord, withTrade } from "@/server/domain/sizing/trade-record";

export class TradeRecords {
  #records: readonly OriginRecord[] = [];

  get all(): readonly OriginRecord[] {
    return this.#records;
  }

  onTrip(origin: string, pnlAtoms: bigint): void {
    const before = this.#records.find((record) => record.origin === origin) ?? NO_TRADES;
    const others = this.#records.filter((record) => record.origin !== origin);
    this.#records = [...others, { ...withTrade(before, pnlAtoms), origin }];
  }

  save(): readonly OriginRecord[] {
    return this.#records;
  }

  load(records: readonly OriginRecord[]): void {
    this.#records = records;
  }
}
