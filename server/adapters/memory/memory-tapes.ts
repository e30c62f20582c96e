/** Tapes that forget: for tests of what stands on them. Flushed rows outlive their writer, others do not. */
import { AppError } from "@/server/domain/errors";
import type { MarketRow } from "@/server/domain/market-block";
import { MarketBlockBuilder } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { TapeChunk, TapeHeader, Tapes } from "@/server/ports/tape";

type Row = Readonly<{ row: MarketRow; payload: string | null }>;
type Kept = { header: TapeHeader; rows: readonly Row[] };

const CHUNK_ROWS = 1_000;

export function createMemoryTapes(): Tapes {
  const kept = new Map<string, Kept>();
  return {
    create(tape, header) {
      const written: Row[] = [];
      const entry: Kept = { header, rows: [] };
      kept.set(tape, entry);
      return {
        append(block, from, to) {
          for (let i = from; i < to; i++) {
            const row = {
              exchangeAt: block.exchangeAt[i] as Micros,
              receivedAt: block.receivedAt[i] as Micros,
              seq: block.seq[i] ?? 0,
              priceTicks: block.priceTicks[i] ?? 0,
              sizeLots: block.sizeLots[i] ?? 0,
              instrument: block.instrument[i] ?? 0,
              kind: block.kind[i] ?? 0,
              side: block.side[i] ?? 0,
              flags: block.flags[i] ?? 0,
            };
            written.push({ row, payload: null });
          }
        },
        note: ({ payload, ...row }) => void written.push({ row, payload }),
        flush: () => void (entry.rows = [...written]),
        isWhole: () => true,
        rows: () => written.length,
        close: async () => void (entry.rows = [...written]),
      };
    },
    list: async (under) =>
      [...kept.keys()]
        .filter((tape) => under === "" || tape === under || tape.startsWith(`${under}/`))
        .toSorted(new Intl.Collator("en", { numeric: true }).compare),
    async read(tape) {
      const found = kept.get(tape);
      if (!found) throw new AppError("not_found", `there is no tape ${tape} here`);
      return { header: found.header, losses: [], chunks: () => chunksOf(found.rows) };
    },
    seal: async () => [],
    remove: async (tape) => void kept.delete(tape),
    sweep: async () => [],
  };
}

async function* chunksOf(rows: readonly Row[]): AsyncGenerator<TapeChunk> {
  for (let firstRow = 0; firstRow < rows.length; firstRow += CHUNK_ROWS) {
    const builder = new MarketBlockBuilder();
    const payloads = new Map<number, string>();
    for (const { row, payload } of rows.slice(firstRow, firstRow + CHUNK_ROWS)) {
      if (payload !== null) payloads.set(builder.length, payload);
      builder.push(row);
    }
    yield { firstRow, block: builder.take(), payloads };
  }
}
