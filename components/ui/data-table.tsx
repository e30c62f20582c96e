"use client";
/**
 * The table of the desk: sortable, keyboard-driven, virtualised, a real `<table>` for screen readers.
 *
 * TanStack owns the order of the rows, react-virtual which of them are in the page (two spacer rows
 * keep the scroll height), this file the keys and the frame. Live cells write their own DOM: a row
 * renders when its data changes, never on a tick.
 */
import { type RowData, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { cn } from "./cn";
import { SaveCsv } from "./save-csv";
import { tableFeatureSet, toColumnDefs } from "./table-columns";
import { BodyRow, Spacer, TableHead } from "./table-parts";
import { useTableKeys } from "./use-table-keys";

export type TableColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** The header is only for screen readers, e.g. over buttons that say themselves what they do. */
  readonly isHeaderHidden?: boolean;
  /** Width in px; one column without a width takes what is left. */
  readonly width?: number;
  readonly align?: "left" | "right";
  /** What to sort by; without it the column does not sort. Null goes last. */
  readonly sort?: (row: Row) => number | string | bigint | null;
  readonly cell: (row: Row) => ReactNode;
  /** The cell in a CSV export; without it the column is left out. */
  readonly csv?: (row: Row) => string;
  /** What the column means, on hover of its header. */
  readonly hint?: string;
  /** Left out where the table is narrower than a small tablet. */
  readonly wideOnly?: boolean;
  /** Left out where the table is narrower than on a large screen, so that the last columns need no scrolling. */
  readonly roomyOnly?: boolean;
};

export type DataTableProps<Row> = {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly initialSort?: TableSort;
  /** Shown in place of rows when there are none. */
  readonly empty: ReactNode;
  /** Click or Enter on a row. */
  readonly onOpen?: (row: Row) => void;
  /** Delete or Backspace on a row, e.g. to cancel an order. */
  readonly onRemove?: (row: Row) => void;
  readonly rowHeight?: number;
  readonly rowClass?: (row: Row) => string | undefined;
  /** Name of the CSV file that the rows can be saved as, without its ending; without it they cannot. */
  readonly csvName?: string;
  /** Called when the end comes into view, to load older rows. */
  readonly onEnd?: () => void;
  readonly className?: string;
};

export type TableSort = { readonly id: string; readonly desc: boolean };

const ROW_HEIGHT = 28;
/** Least width of a column that takes what is left, px. */
const FLEXIBLE_MIN = 140;
/** Below this many rows everything is in the page, so that find-in-page works. */
const VIRTUAL_FROM = 100;
/** Rows from the end at which `onEnd` is called. */
const END_ROWS = 4;

export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { columns, rowHeight = ROW_HEIGHT } = props;
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, sorting, toggle } = useSortedRows(props);
  // oxlint-disable-next-line react/incompatible-library -- its functions change on every scroll, which is why nothing here is memoised on them
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: rows.length < VIRTUAL_FROM ? VIRTUAL_FROM : 12,
    initialRect: { width: 800, height: 400 },
  });
  const items = virtualizer.getVirtualItems();
  const at = (index: number, act: ((row: Row) => void) | undefined) => {
    const row = rows[index];
    if (row !== undefined) act?.(row);
  };
  const keys = useTableKeys({
    count: rows.length,
    onMove: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
    onOpen: (index) => at(index, props.onOpen),
    onRemove: (index) => at(index, props.onRemove),
  });
  const onScroll = (view: HTMLDivElement) => {
    if (view.scrollHeight - view.scrollTop - view.clientHeight < rowHeight * END_ROWS) props.onEnd?.();
  };

  if (rows.length === 0) return <div className={cn("h-full", props.className)}>{props.empty}</div>;
  return (
    <div className={cn("relative h-full", props.className)}>
      <div
        ref={scroller}
        onScroll={(event) => onScroll(event.currentTarget)}
        className="@container h-full overflow-auto"
      >
        <table
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- a grid made of a table is what the ARIA practices show
          role="grid"
          aria-label={props.caption}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={keys.selected === null ? undefined : `${gridId}-${keys.selected}`}
          tabIndex={0}
          onKeyDown={keys.onKeyDown}
          className="w-full min-w-(--narrow) table-fixed @2xl:min-w-(--wide) @5xl:min-w-(--roomy) border-separate border-spacing-0 text-sm focus-visible:-outline-offset-2"
          style={widthsOf(columns)}
        >
          <TableHead columns={columns} sorting={sorting} onSort={toggle} />
          <tbody>
            <Spacer height={items[0]?.start ?? 0} />
            {items.map(({ index }) => {
              const row = rows[index];
              return row === undefined ? null : (
                <BodyRow
                  key={props.rowId(row)}
                  id={`${gridId}-${index}`}
                  index={index}
                  selected={keys.selected === index}
                  row={row}
                  table={props}
                />
              );
            })}
            <Spacer height={virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </tbody>
        </table>
      </div>
      <SaveCsv table={props} rows={rows} />
    </div>
  );
}

/** The rows in the chosen order, and the way to choose another. */
function useSortedRows<Row extends RowData>({ columns, rows, rowId, initialSort }: DataTableProps<Row>) {
  const [sorting, setSorting] = useState<TableSort[]>(() => (initialSort === undefined ? [] : [initialSort]));
  const defs = useMemo(() => toColumnDefs(columns), [columns]);
  const table = useTable({
    features: tableFeatureSet,
    columns: defs,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange: setSorting,
  });
  return {
    rows: table.getRowModel().rows.map((row) => row.original),
    sorting,
    toggle: (id: string) => table.getColumn(id)?.toggleSorting(),
  };
}

/** The least widths of the table, with and without the columns that need room, and those that need much. */
function widthsOf<Row>(columns: readonly TableColumn<Row>[]): CSSProperties {
  const sum = (shown: readonly TableColumn<Row>[]) =>
    shown.reduce((px, column) => px + (column.width ?? FLEXIBLE_MIN), 0);
  const wide = columns.filter((column) => column.roomyOnly !== true);
  const narrow = wide.filter((column) => column.wideOnly !== true);
  return {
    "--roomy": `${sum(columns)}px`,
    "--wide": `${sum(wide)}px`,
    "--narrow": `${sum(narrow)}px`,
  } as CSSProperties;
}
