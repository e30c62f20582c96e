import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { csvLines } from "./csv-lines";

const folder = mkdtempSync(path.join(tmpdir(), "tapedeck-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, bytes: Uint8Array | string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const lines = Array.from({ length: 5_000 }, (_, i) => `${i},${Math.imul(i, 2_654_435_761) >>> 0}`);
const text = `${lines.join("\n")}\n`;

/** An archive of one file, by PKWARE's note. */
function zipOf(name: string, content: string, method: 0 | 8): Buffer {
  const data = Buffer.from(content);
  const packed = method === 8 ? deflateRawSync(data) : data;
  const numbers = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer =>
    Buffer.concat(
      fields.map(([bytes, value]) => {
        const field = Buffer.alloc(bytes);
        field.writeUIntLE(value, 0, bytes);
        return field;
      }),
    );
  const about = numbers([2, method], [4, 0], [4, crc32(data)], [4, packed.length], [4, data.length], [2, name.length]);
  const local = Buffer.concat([numbers([4, 0x04034b50], [2, 20], [2, 0]), about, numbers([2, 0]), Buffer.from(name)]);
  const entry = Buffer.concat([
    numbers([4, 0x02014b50], [2, 20], [2, 20], [2, 0]),
    about,
    numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, 0]),
    Buffer.from(name),
  ]);
  const at = local.length + packed.length;
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, 1], [2, 1], [4, entry.length], [4, at], [2, 0]);
  return Buffer.concat([local, packed, entry, end]);
}

describe("lines of a file", () => {
  test("are read plain and gzipped", async () => {
    const [plain, packed] = [write("a.csv", text), write("a.csv.gz", gzipSync(text))];
    expect(await csvLines(plain)).toEqual({ lines, problem: null });
    expect(await csvLines(packed)).toEqual({ lines, problem: null });
  });

  test("of a gzip that breaks off are kept up to there, but for the one that was cut", async () => {
    const { lines: kept, problem } = await csvLines(write("cut.csv.gz", gzipSync(text).subarray(0, 15_000)));
    expect(problem).toBe("unexpected end of file");
    expect(kept.length).toBeGreaterThan(100);
    expect(kept).toEqual(lines.slice(0, kept.length));
  });

  test("of a gzip with a wrong trailer are kept, and it is said", async () => {
    const bytes = gzipSync(text);
    bytes.fill(7, bytes.length - 8, bytes.length - 4);
    const { lines: kept, problem } = await csvLines(write("crc.csv.gz", bytes));
    expect(problem).toBe("incorrect data check");
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(4_000);
  });

  test("of a zip with one file are read, and its day makes whole times of its milliseconds", async () => {
    const day = "0,1,2,1,2,0.5\r\n60000,2,3,2,3,0.7\n";
    const midnight = Date.UTC(2022, 11, 13);
    const [deflated, stored] = [zipOf("20221213_btcusdt_minute_trade.csv", day, 8), zipOf("btcusd.csv", day, 0)];
    expect((await csvLines(write("day.zip", deflated))).lines).toEqual([
      `${midnight},1,2,1,2,0.5`,
      `${midnight + 60_000},2,3,2,3,0.7`,
    ]);
    expect((await csvLines(write("plain.zip", stored))).lines).toEqual(["0,1,2,1,2,0.5", "60000,2,3,2,3,0.7"]);
  });

  test.each([
    ["cut", (zip: Buffer) => zip.subarray(0, -30), "its directory is missing, so it was cut"],
    ["changed", (zip: Buffer) => zip.fill(0x31, 40, 44), "a.csv is not what its checksum says"],
    [
      "of a strange method",
      (zip: Buffer) => zip.fill(99, zip.length - 22 - 51 + 10, zip.length - 22 - 51 + 11),
      "method 99",
    ],
  ])("of a zip that is %s are refused with the reason", async (name, spoil, says) => {
    const zip = spoil(zipOf("a.csv", "0,1,2,1,2,0.5\n60000,2,3,2,3,0.7\n", 0));
    await expect(csvLines(write(`${name}.zip`, zip))).rejects.toThrow(says);
  });

  test("are refused for what holds none", async () => {
    await expect(
      csvLines(write("lfs.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n")),
    ).rejects.toThrow("is a Git LFS pointer");
    await expect(csvLines(path.join(folder, "none.csv"))).rejects.toMatchObject({ code: "not_found" });
  });
});

const DEFECTS = "../shared/data/defects";
if (!existsSync(DEFECTS)) process.stderr.write(`no ${DEFECTS}: files as they are found broken are skipped\n`);
describe.skipIf(!existsSync(DEFECTS))("files as they are found broken (../shared/data/defects)", () => {
  test("give what is readable of them, with the reason", async () => {
    const read = await csvLines(path.join(DEFECTS, "nautilus_tardis_trades_CORRUPT.csv.gz"));
    expect(read.problem).not.toBeNull();
    expect(read.lines.length).toBeGreaterThan(10);
    await expect(csvLines(path.join(DEFECTS, "git_lfs_pointer_instead_of_csv.csv"))).rejects.toThrow("Git LFS pointer");
  });
});

const LEAN = "../shared/data/candles/lean_minutes/crypto/coinbase/minute/btceur/20180404_trade.zip";
if (!existsSync(LEAN)) process.stderr.write(`no ${LEAN}: an archive with sizes of 64 bits is skipped\n`);
// The day stops at 16:48 (../shared/data/INDEX.md: one day stops early); its directory holds sizes as ZIP64 does.
test.skipIf(!existsSync(LEAN))("a recorded day of LEAN is read to its last minute", async () => {
  const { lines: minutes } = await csvLines(LEAN);
  expect(minutes[0]).toMatch(new RegExp(`^${Date.UTC(2018, 3, 4)},`));
  expect(minutes.at(-1)).toMatch(new RegExp(`^${Date.UTC(2018, 3, 4, 16, 48)},`));
});
