/** TapeIndex on PostgreSQL. */
import type { TapeFile } from "@/server/ports/tape";
import type { TapeIndex } from "@/server/ports/tape-index";
import { columnNames, columnsOf, fromJson, selectList, toDomain, toRecords } from "./columns";
import type { Database } from "./pool";

type TapeFileRow = Omit<TapeFile, "from" | "to"> & Readonly<{ fromAt: TapeFile["from"]; toAt: TapeFile["to"] }>;

const columns = columnsOf<TapeFileRow>({
  tape: "text",
  file: "text",
  fromAt: "micros",
  toAt: "micros",
  firstRow: "integer",
  rows: "integer",
  bytes: "integer",
  sha256: "text",
});

const { from, values } = fromJson(columns, 1);
const addText = `INSERT INTO tape_file (${columnNames(columns)}) SELECT ${values} FROM ${from}
  ON CONFLICT (tape, file) DO UPDATE SET from_at = excluded.from_at, to_at = excluded.to_at,
    first_row = excluded.first_row, rows = excluded.rows, bytes = excluded.bytes, sha256 = excluded.sha256`;

export function createTapeIndex({ query }: Database): TapeIndex {
  return {
    async addFiles(files) {
      const rows = files.map(({ from: fromAt, to: toAt, ...file }) => ({ ...file, fromAt, toAt }));
      if (rows.length > 0) await query(addText, [toRecords(columns, rows)]);
    },
    async listFiles(under) {
      const rows = await query(
        `SELECT ${selectList(columns, "t")} FROM tape_file t
         WHERE t.tape = $1 OR starts_with(t.tape, $1 || '/') ORDER BY t.from_at, t.tape, t.file`,
        [under],
      );
      return rows.map((row) => {
        const { fromAt, toAt, ...file } = toDomain(columns, row);
        return { ...file, from: fromAt, to: toAt };
      });
    },
    async removeTapes(tapes) {
      await query("DELETE FROM tape_file WHERE tape = ANY($1::text[])", [tapes]);
    },
  };
}
