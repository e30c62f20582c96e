/** Rows of a tape in memory: a struct of arrays of fixed size, so that recording allocates nothing per row. */
import { allocateColumns, type MarketBlock } from "@/server/domain/market-block";
import type { TapeChunk, TapeRow } from "@/server/ports/tape";

/** Of one batch: large enough to compress well, small enough to pack in 4 ms (docs/tape.md). */
export const BATCH_ROWS = 16_384;

const WIDE = ["exchangeAt", "receivedAt", "seq", "priceTicks", "sizeLots"] as const;
const BYTES = ["kind", "side", "flags"] as const;

export class RowBuffer {
  length = 0;
  readonly firstRow: number;
  readonly payloads = new Map<number, string>();
  readonly #columns: Omit<MarketBlock, "length">;
  readonly #capacity: number;

  constructor(firstRow: number, capacity = BATCH_ROWS) {
    this.firstRow = firstRow;
    this.#capacity = capacity;
    this.#columns = allocateColumns(capacity);
  }

  get room(): number {
    return this.#capacity - this.length;
  }

  /** As many of the rows as there is room for. @returns the first that was not taken */
  append(block: MarketBlock, from: number, to: number): number {
    const end = Math.min(to, from + this.room);
    for (const name of WIDE) this.#columns[name].set(block[name].subarray(from, end), this.length);
    for (const name of BYTES) this.#columns[name].set(block[name].subarray(from, end), this.length);
    this.#columns.instrument.set(block.instrument.subarray(from, end), this.length);
    this.length += end - from;
    return end;
  }

  /** Only while there is room. */
  note(row: TapeRow): void {
    const i = this.length++;
    for (const name of WIDE) this.#columns[name][i] = row[name];
    for (const name of BYTES) this.#columns[name][i] = row[name];
    this.#columns.instrument[i] = row.instrument;
    if (row.payload !== null) this.payloads.set(i, row.payload);
  }

  /** Rows from `from` on, over the same memory. */
  since(from: number): TapeChunk {
    const to = this.length;
    const payloads = new Map([...this.payloads].flatMap(([row, text]) => (row < from ? [] : [[row - from, text]])));
    const c = this.#columns;
    const block: MarketBlock = {
      length: to - from,
      exchangeAt: c.exchangeAt.subarray(from, to),
      receivedAt: c.receivedAt.subarray(from, to),
      seq: c.seq.subarray(from, to),
      priceTicks: c.priceTicks.subarray(from, to),
      sizeLots: c.sizeLots.subarray(from, to),
      instrument: c.instrument.subarray(from, to),
      kind: c.kind.subarray(from, to),
      side: c.side.subarray(from, to),
      flags: c.flags.subarray(from, to),
    };
    return { firstRow: this.firstRow + from, block, payloads };
  }
}
