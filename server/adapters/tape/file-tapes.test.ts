import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { decompress } from "@bokuweb/zstd-wasm";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryTapes } from "@/server/adapters/memory/memory-tapes";
import { isAppError } from "@/server/domain/errors";
import { micros } from "@/server/domain/micros";
import type { TapeFile } from "@/server/ports/tape";
import { freshName } from "@/server/testing/contracts/stores";
import {
  aHeader,
  anyRows,
  quiet,
  type ReadRow,
  readRows,
  tapesContract,
  writeRows,
} from "@/server/testing/contracts/tapes";
import { atMillis, T0 } from "@/server/testing/market-builder";
import { openArrowFile } from "./arrow-file";
import { loadArrow } from "./arrow-kit";
import { createFileTapes } from "./file-tapes";

let root: string;
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "tapes-"));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const clock = createHandClock(atMillis(0));
/** So few rows a batch that every test packs several. */
const open = (folder = root) => createFileTapes({ root: folder, clock, batchRows: 16 });

describe("files", () => {
  tapesContract(async () => open());
});
describe("memory", () => {
  tapesContract(async () => createMemoryTapes());
});

/** A tape whose writer died after its last flush: a copy of its folder, made while it still ran. */
async function dead(rows: readonly ReadRow[]): Promise<string> {
  const tape = freshName("dead");
  const writer = open().create(tape, aHeader, quiet());
  writeRows(writer, rows, 5);
  writer.flush();
  const copy = freshName("cut");
  fs.cpSync(path.join(root, tape), path.join(root, copy), { recursive: true });
  await writer.close();
  // Half packed: the first batches as Arrow, the rest as raw tails, as a crash finds them.
  const [arrow = ""] = fs.readdirSync(path.join(root, tape));
  const [hour = ""] = arrow.split(".");
  const whole = fs.readFileSync(path.join(root, tape, arrow));
  const file = path.join(root, copy, `${hour}.arrow`);
  fs.writeFileSync(file, whole.subarray(0, await lengthOfBatches(file, whole, 2)));
  fs.rmSync(path.join(root, copy, `${hour}.0.tail`));
  return copy;
}

/** Bytes up to the end of the batch with this number, from 1: the shortest beginning that holds them. */
async function lengthOfBatches(file: string, whole: Buffer, batches: number): Promise<number> {
  let [low, high] = [0, whole.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    fs.writeFileSync(file, whole.subarray(0, middle));
    if ((await batchesIn(file)) >= batches) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function batchesIn(file: string): Promise<number> {
  const handle = await fs.promises.open(file, "r");
  try {
    let count = 0;
    const opened = await openArrowFile(await loadArrow(), handle);
    for await (const _ of opened?.batches() ?? []) count += 1;
    return count;
  } finally {
    await handle.close();
  }
}

/** In one hour, so that the tape is one file. */
const sampleRows = (length: number): readonly ReadRow[] =>
  fc
    .sample(anyRows(length), { numRuns: 40, seed: 11 })
    .flat()
    .slice(0, length)
    .map((row, i) => ({ ...row, receivedAt: micros(T0 + i * 1_000), exchangeAt: micros(T0 + i * 900) }));

/** Nothing at all is readable where not even a header is left. */
async function rowsLeft(tape: string): Promise<readonly ReadRow[]> {
  try {
    return (await readRows(open(), tape)).rows;
  } catch (error) {
    if (isAppError(error) && error.code === "not_found") return [];
    throw error;
  }
}

// Guarantee: whatever was cut off a file, what is read is a beginning of what was written, and the more was
// left the more is read.
test("a file that is cut at any byte is read up to its last whole batch or frame", async () => {
  const rows = sampleRows(60);
  expect(rows).toHaveLength(60);
  const tape = await dead(rows);
  const folder = path.join(root, tape);
  expect(await readRows(open(), tape)).toEqual({ rows, losses: [] });
  const files = fs.readdirSync(folder);
  expect(files.map((name) => name.split(".").slice(1).join("."))).toEqual(["16.tail", "32.tail", "48.tail", "arrow"]);
  for (const name of files.filter((one) => one.endsWith("48.tail"))) {
    const file = path.join(folder, name);
    const whole = fs.readFileSync(file);
    let kept = 0;
    for (let bytes = 0; bytes < whole.length; bytes += 13) {
      fs.writeFileSync(file, whole.subarray(0, bytes));
      const left = await rowsLeft(tape);
      expect(left, `${name} cut at ${bytes}`).toEqual(rows.slice(0, left.length));
      expect(left.length).toBeGreaterThanOrEqual(kept);
      kept = left.length;
    }
    expect(kept).toBeGreaterThanOrEqual(48);
    fs.writeFileSync(file, whole);
  }
});

test("an Arrow file that is cut at any byte gives its whole batches, and what is missing is said", async () => {
  const rows = sampleRows(60);
  const tape = await dead(rows);
  const folder = path.join(root, tape);
  for (const name of fs.readdirSync(folder)) if (name.endsWith(".tail")) fs.rmSync(path.join(folder, name));
  const [name = ""] = fs.readdirSync(folder);
  const whole = fs.readFileSync(path.join(folder, name));
  const lengths = new Set<number>();
  for (let bytes = 0; bytes <= whole.length; bytes += bytes % 97 === 0 ? 1 : 16) {
    fs.writeFileSync(path.join(folder, name), whole.subarray(0, bytes));
    const left = await rowsLeft(tape);
    expect(left).toEqual(rows.slice(0, left.length));
    lengths.add(left.length);
  }
  expect([...lengths].every((length) => [0, 16, 32].includes(length))).toBe(true);
});

test("a hole in the middle is named by its rows", async () => {
  const rows = sampleRows(60);
  const tape = await dead(rows);
  const folder = path.join(root, tape);
  const hole = fs.readdirSync(folder).find((name) => name.endsWith(".32.tail")) ?? "";
  fs.rmSync(path.join(folder, hole));
  const reading = await open().read(tape);
  const firsts: number[] = [];
  for await (const { firstRow } of reading.chunks()) firsts.push(firstRow);
  expect(firsts).toContain(48);
  expect(reading.losses).toEqual([expect.stringMatching(/^rows 32 to 47 are missing/)]);
});

// Guarantee: a batch whose bytes the disk lost (zeros, noise) is never taken for rows.
test("damage within a batch ends the file there, and its tail is read instead", async () => {
  const rows = sampleRows(60);
  const tape = await dead(rows);
  const folder = path.join(root, tape);
  const [name = ""] = fs.readdirSync(folder).filter((one) => one.endsWith(".arrow"));
  const whole = fs.readFileSync(path.join(folder, name));
  whole.fill(0, whole.length - 300);
  fs.writeFileSync(path.join(folder, name), whole);
  expect((await readRows(open(), tape)).rows).toEqual(rows);
});

test("sealing makes what a crash left a file that every Arrow tool reads, once", async () => {
  const rows = sampleRows(60);
  const tape = await dead(rows);
  const folder = path.join(root, tape);
  const [sealed, ...more] = await open().seal(tape);
  expect(more).toEqual([]);
  const [name = ""] = fs.readdirSync(folder);
  expect(fs.readdirSync(folder)).toEqual([name]);
  const bytes = fs.readFileSync(path.join(folder, name));
  expect(sealed).toMatchObject({ tape, file: name, firstRow: 0, rows: 60, bytes: bytes.length });
  expect(sealed).toMatchObject({ from: rows[0]?.receivedAt, to: rows.at(-1)?.receivedAt });
  expect(sealed?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  expect(await readRows(open(), tape)).toEqual({ rows, losses: [] });
  const table = tableFromIPC(bytes);
  expect(table.numRows).toBe(60);
  expect(table.getChild("price_ticks")?.toArray()).toEqual(BigInt64Array.from(rows, (row) => BigInt(row.priceTicks)));
  expect(table.getChild("payload")?.toJSON()).toEqual(rows.map(({ payload }) => payload));
  expect(table.schema.metadata.get("tapedeck.fact.desk")).toBe("dësk");
  expect(await open().seal(tape)).toEqual([]);
});

test("every hour is a file that says what it holds", async () => {
  const files: TapeFile[] = [];
  const tape = freshName("hours");
  const rows = sampleRows(60).map((row, i) => ({ ...row, receivedAt: micros(T0 + i * 600_000_000) }));
  const writer = open().create(tape, aHeader, quiet(files));
  writeRows(writer, rows, 60);
  await writer.close();
  expect(files.map(({ file, firstRow, rows: count }) => [file, firstRow, count])).toEqual(
    Array.from({ length: 10 }, (_, hour) => [`2024-08-09T0${hour}.arrow`, hour * 6, 6]),
  );
  expect(await readRows(open(), tape)).toEqual({ rows, losses: [] });
});

test("a disk that cannot be written ends the tape, is said once, and throws nothing", async () => {
  const noFolder = path.join(root, freshName("file"));
  fs.writeFileSync(noFolder, "");
  const troubles: unknown[] = [];
  const writer = open(noFolder).create("tape", aHeader, {
    onTrouble: (error) => void troubles.push(error),
    onFile: () => {},
  });
  writeRows(writer, sampleRows(60), 5);
  writer.flush();
  await writer.close();
  expect(writer.isWhole()).toBe(false);
  expect(troubles).toHaveLength(1);
});

test("what no tape can hold ends it at that row, and a reader learns why", async () => {
  const rows = sampleRows(60);
  const troubles: unknown[] = [];
  const tape = freshName("bad");
  const writer = open().create(tape, aHeader, { onTrouble: (error) => void troubles.push(error), onFile: () => {} });
  writeRows(writer, rows.slice(0, 20), 5);
  writeRows(writer, [{ ...(rows[20] as ReadRow), kind: 0, payload: null, sizeLots: 0.5 }, ...rows.slice(21)], 60);
  await writer.close();
  expect(troubles).toEqual([expect.objectContaining({ message: expect.stringContaining("was 0.5") as string })]);
  expect((await open().read(tape)).losses).toEqual([expect.stringMatching(/^recording ended at row \d+: .*0\.5/)]);
});

test("a tape of the same name from before is set aside, and names stay within the folder", async () => {
  const rows = sampleRows(60);
  const tape = freshName("again");
  for (const part of [rows.slice(0, 30), rows.slice(30)]) {
    const writer = open().create(tape, aHeader, quiet());
    writeRows(writer, part, 7);
    await writer.close();
  }
  expect((await readRows(open(), tape)).rows).toEqual(rows.slice(30));
  expect(await open().list(tape)).toEqual([tape]);
  expect(() => open().create("../out", aHeader, quiet())).toThrow(/plain words/);
});

// The Arrow format, "Compression": each buffer begins with its uncompressed length as a 64-bit integer, -1 if it is not
// compressed. Readers in C++ and Rust go by it; the library that we write with neither reads nor writes it right.
test("every compressed buffer begins with the length that it has uncompressed", async () => {
  const tape = freshName("long");
  const writer = createFileTapes({ root, clock }).create(tape, aHeader, quiet());
  writeRows(writer, sampleRows(60), 60);
  await writer.close();
  const [name = ""] = fs.readdirSync(path.join(root, tape));
  const bytes = fs.readFileSync(path.join(root, tape, name));
  const { arrow } = await loadArrow();
  const lengthAt = (at: number): number => bytes.readUInt32LE(at + 4);
  const batchAt = 8 + 8 + lengthAt(8);
  const batch = arrow.Message.decode(bytes.subarray(batchAt + 8, batchAt + 8 + lengthAt(batchAt)));
  if (!batch.isRecordBatch()) throw new Error("a batch follows the schema");
  const body = batchAt + 8 + lengthAt(batchAt);
  let packed = 0;
  for (const { offset, length } of batch.header().buffers) {
    if (length === 0) continue;
    const said = Number(bytes.readBigInt64LE(body + offset));
    const data = bytes.subarray(body + offset + 8, body + offset + length);
    if (said === -1) continue;
    expect(decompress(data)).toHaveLength(said);
    packed += 1;
  }
  expect(packed).toBeGreaterThanOrEqual(4);
});
