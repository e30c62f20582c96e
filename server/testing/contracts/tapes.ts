/** What every implementation of tapes guarantees: what was flushed comes back, in order and to the last bit. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { MarketBlockBuilder, type MarketRow } from "@/server/domain/market-block";
import { type Micros, micros } from "@/server/domain/micros";
import {
  TAPE_KINDS_FROM,
  type TapeFile,
  type TapeHeader,
  type TapeReading,
  type Tapes,
  type TapeWriter,
} from "@/server/ports/tape";
import { ABC, XYZ } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { freshName } from "./stores";

export const aHeader: TapeHeader = {
  instruments: [ABC, XYZ],
  kinds: { [TAPE_KINDS_FROM]: "note" },
  facts: { desk: "dësk", seed: "7" },
};

/** A row as it comes back; `payload` null for a market row. */
export type ReadRow = MarketRow & Readonly<{ payload: string | null }>;

const anyStep = fc.oneof(
  { weight: 9, arbitrary: fc.nat(2_000_000) },
  // Now and then an hour passes, so that files change.
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 7_200_000_000 }) },
);
const anyWhole = fc.oneof(fc.integer(), fc.maxSafeInteger());
const anyPart = fc.record({
  step: anyStep,
  ahead: fc.integer({ min: -5_000_000, max: 5_000_000 }),
  seq: anyWhole,
  priceTicks: anyWhole,
  sizeLots: fc.maxSafeNat(),
  instrument: fc.nat(65_535),
  kind: fc.nat(7),
  side: fc.nat(1),
  flags: fc.nat(255),
  payload: fc.option(fc.string({ unit: "grapheme", maxLength: 60 }), { nil: null, freq: 5 }),
});

/** Receive times never fall, as in a market's stream. */
export const anyRows = (maxLength: number): fc.Arbitrary<readonly ReadRow[]> =>
  fc.array(anyPart, { minLength: 1, maxLength }).map((parts) => {
    let at = T0;
    return parts.map(({ step, ahead, ...row }) => {
      at += step;
      const kind = row.payload === null ? row.kind : TAPE_KINDS_FROM;
      return { ...row, kind, receivedAt: micros(at), exchangeAt: micros(at + ahead) };
    });
  });

/** Market rows go in as blocks of up to `blockRows`, as they come. */
export function writeRows(writer: TapeWriter, rows: readonly ReadRow[], blockRows: number): void {
  const builder = new MarketBlockBuilder();
  const send = (): void => {
    const block = builder.take();
    if (block.length > 0) writer.append(block, 0, block.length);
  };
  for (const { payload, ...row } of rows) {
    if (payload === null) builder.push(row);
    if (payload !== null || builder.length === blockRows) send();
    if (payload !== null) writer.note({ ...row, payload });
  }
  send();
}

export async function readRows(tapes: Tapes, tape: string): Promise<{ rows: ReadRow[]; losses: readonly string[] }> {
  return rowsOf(await tapes.read(tape));
}

async function rowsOf(reading: TapeReading): Promise<{ rows: ReadRow[]; losses: readonly string[] }> {
  const rows: ReadRow[] = [];
  for await (const { firstRow, block, payloads } of reading.chunks()) {
    expect(firstRow).toBe(rows.length);
    for (let i = 0; i < block.length; i++) {
      rows.push({
        exchangeAt: block.exchangeAt[i] as Micros,
        receivedAt: block.receivedAt[i] as Micros,
        seq: block.seq[i] as number,
        priceTicks: block.priceTicks[i] as number,
        sizeLots: block.sizeLots[i] as number,
        instrument: block.instrument[i] as number,
        kind: block.kind[i] as number,
        side: block.side[i] as number,
        flags: block.flags[i] as number,
        payload: payloads.get(i) ?? null,
      });
    }
  }
  return { rows, losses: reading.losses };
}

export const quiet = (files: TapeFile[] = []) => ({
  onTrouble: (error: unknown) => {
    throw error;
  },
  onFile: (file: TapeFile) => void files.push(file),
});

export function tapesContract(setup: () => Promise<Tapes>): void {
  test("rows and notes come back as they went in, whatever their blocks and hours", async () => {
    const tapes = await setup();
    await fc.assert(
      fc.asyncProperty(anyRows(120), fc.integer({ min: 1, max: 50 }), async (rows, blockRows) => {
        const tape = freshName("tape");
        const writer = tapes.create(tape, aHeader, quiet());
        writeRows(writer, rows, blockRows);
        await writer.close();
        expect(writer.rows()).toBe(rows.length);
        expect((await tapes.read(tape)).header).toEqual(aHeader);
        expect(await readRows(tapes, tape)).toEqual({ rows, losses: [] });
      }),
      { numRuns: 15 },
    );
  });

  test("what was flushed is read while the writer goes on, and after it died", async () => {
    const tapes = await setup();
    const tape = freshName("tape");
    const [rows = []] = fc.sample(anyRows(90), { numRuns: 1, seed: 5 });
    const writer = tapes.create(tape, aHeader, quiet());
    const half = Math.ceil(rows.length / 2);
    writeRows(writer, rows.slice(0, half), 7);
    writer.flush();
    const first = await readRows(tapes, tape);
    expect(first.rows).toEqual(rows.slice(0, half));
    writeRows(writer, rows.slice(half), 7);
    writer.flush();
    expect((await readRows(tapes, tape)).rows).toEqual(rows);
    await writer.close();
  });

  test("a tape that is closed between the opening and the reading of it is read whole", async () => {
    const tapes = await setup();
    const tape = freshName("tape");
    const [rows = []] = fc.sample(anyRows(90), { numRuns: 1, seed: 5 });
    const writer = tapes.create(tape, aHeader, quiet());
    writeRows(writer, rows, 7);
    writer.flush();
    const reading = await tapes.read(tape);
    await writer.close();
    expect(await rowsOf(reading)).toEqual({ rows, losses: [] });
  });

  test("tapes are listed in natural order, and gone when removed", async () => {
    const tapes = await setup();
    const desk = freshName("desk");
    const [rows = []] = fc.sample(anyRows(3), { numRuns: 1, seed: 1 });
    for (const epoch of [10, 2]) {
      const writer = tapes.create(`${desk}/${epoch}`, aHeader, quiet());
      writeRows(writer, rows, 10);
      await writer.close();
    }
    expect(await tapes.list(desk)).toEqual([`${desk}/2`, `${desk}/10`]);
    await tapes.remove(`${desk}/2`);
    expect(await tapes.list(desk)).toEqual([`${desk}/10`]);
    await expect(tapes.read(`${desk}/2`)).rejects.toMatchObject({ code: "not_found" });
  });
}
