import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
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
