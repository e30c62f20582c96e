import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
} from "@tanstack/react-table";
import type { TableColumn } from "./data-table";

type Features = typeof tableFeatureSet;

export const tableFeatureSet = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** Our columns as TanStack's: it sorts, and draws nothing. */
export function toColumnDefs<Row extends RowData>(columns: readonly TableColumn<Row>[]): ColumnDef<Features, Row>[] {
  return columns.map((column) => ({
    id: column.id,
    accessorFn: (row: Row) => column.sort?.(row) ?? undefined,
    enableSorting: column.sort !== undefined,
    sortDescFirst: column.align === "right",
    sortUndefined: "last" as const,
    sortFn: compareCells as SortFn<Features, Row>,
  }));
}

const compareCells: SortFn<Features, RowData> = (a, b, id) => compareValues(a.getValue(id), b.getValue(id));

/** Ascending; numbers and bigints by value, texts with their numbers in order (`ord-9` before `ord-10`). */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, "en", { numeric: true });
  const [left, right] = [a as number | bigint, b as number | bigint];
  return left < right ? -1 : left > right ? 1 : 0;
}
