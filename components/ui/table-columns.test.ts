import { expect, test } from "vitest";
import { toCsv } from "./csv";
import { compareValues } from "./table-columns";

test("bigints beyond the safe integers keep their order", () => {
  expect(compareValues(9_007_199_254_740_993n, 9_007_199_254_740_992n)).toBe(1);
  expect(compareValues(1n, 1n)).toBe(0);
});

test("ids are ordered by their number, not by their letters", () => {
  expect(["ord-10", "ord-9", "ord-1"].sort(compareValues)).toEqual(["ord-1", "ord-9", "ord-10"]);
});

// RFC 4180: fields with a comma, a quote or a line break are quoted, quotes are doubled, lines end with CRLF.
test("an export survives commas, quotes and line breaks", () => {
  const columns = [
    { id: "a", header: "Note", cell: () => null, csv: (row: { note: string }) => row.note },
    { id: "b", header: "Left out", cell: () => null },
  ];
  expect(toCsv(columns, [{ note: 'say "hi", then\nleave' }])).toBe('Note\r\n"say ""hi"", then\nleave"\r\n');
});

test("a cell that a spreadsheet would run as a formula is defused", () => {
  const columns = [{ id: "a", header: "Note", cell: () => null, csv: (row: string) => row }];
  expect(toCsv(columns, ["=1+1", "-5.25", "@x"])).toBe("Note\r\n'=1+1\r\n-5.25\r\n'@x\r\n");
});
