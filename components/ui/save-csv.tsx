import { Download } from "lucide-react";
import { saveText, toCsv } from "./csv";
import type { DataTableProps } from "./data-table";
import { IconButton } from "./icon-button";

type SaveCsvProps<Row> = {
  readonly table: DataTableProps<Row>;
  /** In the order shown. */
  readonly rows: readonly Row[];
};

/** Saves the rows that the table has, in the order shown. Nothing where the table names no file. */
export function SaveCsv<Row>({ table, rows }: SaveCsvProps<Row>) {
  const { csvName, caption, columns } = table;
  if (csvName === undefined) return null;
  return (
    <IconButton
      icon={Download}
      label={`Save ${caption.toLowerCase()} as CSV`}
      side="left"
      onClick={() => saveText(`${csvName}.csv`, toCsv(columns, rows))}
      className="absolute top-0.5 right-3 z-20 size-6 bg-surface-1 [&_svg]:size-3.5"
    />
  );
}
