/** Tapes: bytes an event, and how fast a session is written and read again. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createFileTapes } from "@/server/adapters/tape/file-tapes";
import { AppError } from "@/server/domain/errors";
import type { MarketBlock } from "@/server/domain/market-block";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import type { BenchRow, Say } from "./bench-row";
import { benchClock } from "./latency/bench-deps";

/** Issue 3, part 4. */
const BYTES_AN_EVENT_MAX = 9;
const ROWS_MIN = 1_000_000;

/** @param place a raw recording */
export async function benchTape(place: string, share: number, say: Say): Promise<BenchRow[]> {
  const { instruments, name, blocks } = await openRecordedMarket(place);
  const session: MarketBlock[] = [];
  for await (const block of blocks()) session.push(block);
  const events = session.reduce((sum, { length }) => sum + length, 0);
  const passes = Math.max(1, Math.round((ROWS_MIN * share) / events));
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "tape-bench-"));
  try {
    const tapes = createFileTapes({ root, clock: benchClock });
    let [bytes, rows] = [0, 0];
    const onTrouble = (error: unknown): void => {
      throw new AppError("unavailable", "the tape could not be written", { cause: error });
    };
    const header = { instruments, kinds: {}, facts: {} };
    const began = process.cpuUsage();
    for (let pass = 0; pass < passes; pass++) {
      const writer = tapes.create(`bench/${pass}`, header, {
        onTrouble,
        onFile: (file) => {
          bytes += file.bytes;
          rows += file.rows;
        },
      });
      for (const block of session) {
        writer.append(block, 0, block.length);
        writer.flush();
      }
      await writer.close();
    }
    const written = process.cpuUsage(began);
    const readBegan = process.cpuUsage();
    for (let pass = 0; pass < passes; pass++) {
      for await (const _ of (await tapes.read(`bench/${pass}`)).chunks());
    }
    const read = process.cpuUsage(readBegan);
    const data = `${name}, ${events} rows x ${passes}`;
    const row = (id: string, what: string, usage: NodeJS.CpuUsage): BenchRow => {
      const value = Math.round(rows / ((usage.user + usage.system) / 1_000_000));
      say(`${what}: ${value} events/s`);
      return { id, what, value, unit: "events/s", better: "more", aim: null, data };
    };
    const size = Math.round((bytes / rows) * 100) / 100;
    say(`Tape: ${size} bytes an event`);
    return [
      {
        id: "tape.bytes",
        what: "Tape, size",
        value: size,
        unit: "bytes/event",
        better: "less",
        aim: BYTES_AN_EVENT_MAX,
        data,
      },
      row("tape.write", "Tape, raw tail and packed", written),
      row("tape.read", "Tape, read again", read),
    ];
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}
