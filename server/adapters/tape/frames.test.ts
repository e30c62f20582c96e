import fc from "fast-check";
import { expect, test } from "vitest";
import { aHeader, anyRows } from "@/server/testing/contracts/tapes";
import { decodeFrames, encodeHeader, encodeRows } from "./frames";
import { RowBuffer } from "./row-buffer";

// Guarantee: a tail cut at any byte gives exactly the frames that lie before the cut, and says how many bytes it lost.
test("frames before any cut are read, and none after it", () => {
  fc.assert(
    fc.property(anyRows(6), (rows) => {
      const frames = rows.map((row, i) => {
        const buffer = new RowBuffer(i, 1);
        buffer.note({ ...row, payload: row.payload ?? "" });
        return encodeRows(buffer.since(0));
      });
      const header = encodeHeader(aHeader);
      const whole = Buffer.concat([header, ...frames]);
      const ends = frames.map(
        (_, i) => header.length + frames.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0),
      );
      for (let bytes = 0; bytes <= whole.length; bytes++) {
        const { header: read, chunks, lostBytes } = decodeFrames(whole.subarray(0, bytes));
        const count = ends.filter((end) => end <= bytes).length;
        expect(read).toEqual(bytes < header.length ? null : aHeader);
        expect(chunks.map(({ firstRow, block }) => [firstRow, block.priceTicks[0]])).toEqual(
          rows.slice(0, count).map(({ priceTicks }, i) => [i, priceTicks]),
        );
        expect(lostBytes).toBe(bytes - (bytes < header.length ? 0 : (ends[count - 1] ?? header.length)));
      }
    }),
    { numRuns: 5 },
  );
});

test("a changed bit in a frame is noticed", () => {
  const buffer = new RowBuffer(0, 1);
  const [[row] = []] = fc.sample(anyRows(1), { numRuns: 1, seed: 3 });
  if (!row) throw new Error("there is a row");
  buffer.note({ ...row, payload: "x" });
  const bytes = encodeRows(buffer.since(0));
  for (let i = 0; i < bytes.length; i++) {
    const damaged = Buffer.from(bytes);
    damaged[i] = (damaged[i] ?? 0) ^ 4;
    expect(decodeFrames(damaged).chunks, `byte ${i}`).toEqual([]);
  }
});
