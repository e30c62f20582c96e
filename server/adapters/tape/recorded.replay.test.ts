/** Recorded Binance sessions as tapes: every number survives, in at most nine bytes an event. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import type { MarketBlock } from "@/server/domain/market-block";
import type { TapeFile } from "@/server/ports/tape";
import { quiet } from "@/server/testing/contracts/tapes";
import { atMillis } from "@/server/testing/market-builder";
import { haveRecordings, RECORDINGS } from "@/server/testing/recordings/raw-binance";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import { createFileTapes } from "./file-tapes";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "recorded-tapes-"));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Issue 3, part 4. */
const BYTES_AN_EVENT_MAX = 9;
const COLUMNS = [
  "exchangeAt",
  "receivedAt",
  "seq",
  "priceTicks",
  "sizeLots",
  "instrument",
  "kind",
  "side",
  "flags",
] as const;

test
  .skipIf(!haveRecordings)
  .each([["spot/btcusdt_20240808.gz"], ["spot/ethusdt_20240808.gz"], ["spot/btcusdt_20230405.dat.gz"]])(
  "%s comes back to the last bit, in at most nine bytes an event",
  async (name) => {
    const market = await openRecordedMarket(path.join(RECORDINGS, name));
    const tapes = createFileTapes({ root, clock: createHandClock(atMillis(0)) });
    const files: TapeFile[] = [];
    const tape = path.basename(name);
    const header = { instruments: market.instruments, kinds: {}, facts: {} };
    const writer = tapes.create(tape, header, quiet(files));
    const written: MarketBlock[] = [];
    for await (const block of market.blocks()) {
      writer.append(block, 0, block.length);
      written.push(block);
    }
    await writer.close();

    let [at, row] = [0, 0];
    for await (const { firstRow, block } of (await tapes.read(tape)).chunks()) {
      expect(firstRow).toBe(row);
      for (let i = 0; i < block.length; i++) {
        const source = written[at] as MarketBlock;
        const place = row - written.slice(0, at).reduce((sum, { length }) => sum + length, 0);
        for (const column of COLUMNS) {
          if (block[column][i] !== source[column][place])
            expect(block[column][i], `${column} of row ${row}`).toBe(source[column][place]);
        }
        row += 1;
        if (place + 1 === source.length) at += 1;
      }
    }
    expect(row).toBe(writer.rows());
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    process.stdout.write(`${name}: ${row} events, ${(bytes / row).toFixed(2)} bytes each\n`);
    expect(bytes / row).toBeLessThanOrEqual(BYTES_AN_EVENT_MAX);
  },
);
