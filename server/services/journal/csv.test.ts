import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, number, text, yes } from "./csv";

/** A plain RFC 4180 reader, to read back what we write. */
function parseLine(line: string): string[] {
  const cells: string[] = [];
  let rest = line.replace(/\r\n$/, "");
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/s.exec(rest);
    if (!match) throw new Error(`not CSV: ${rest}`);
    cells.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === "") return cells;
    rest = rest.slice(match[0].length);
  }
}

// Guarantee: whatever a person writes in a note or tag, a reader gets it back, and no spreadsheet runs it.
test("every text survives, and none is a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (texts) => {
      const cells = parseLine(csvLine(texts.map((value) => text(value))));
      expect(cells.map((cell, i) => (cell === texts[i] ? cell : cell.replace(/^'/, "")))).toEqual(texts);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

test("formulas get an apostrophe, negative numbers do not", () => {
  expect(csvLine([text('=HYPERLINK("http://evil")'), text("+1"), text("-x"), text("@a"), number("-1.50")])).toBe(
    `"'=HYPERLINK(""http://evil"")",'+1,'-x,'@a,-1.50\r\n`,
  );
});

test("what is not known is empty, a claim is yes or no", () => {
  expect(csvLine([number(null), text(null), yes(true), yes(false)])).toBe(",,yes,no\r\n");
});
