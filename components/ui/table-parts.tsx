import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "./cn";
import type { DataTableProps, TableColumn, TableSort } from "./data-table";

type TableHeadProps<Row> = {
  readonly columns: readonly TableColumn<Row>[];
  readonly sorting: readonly TableSort[];
  readonly onSort: (id: string) => void;
};

export function TableHead<Row>({ columns, sorting, onSort }: TableHeadProps<Row>) {
  return (
    <>
      <colgroup>
        {columns.map((column) => (
          <col
            key={column.id}
            className={shownIn(column)}
            style={column.width === undefined ? undefined : { width: column.width }}
          />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              column={column}
              sorted={sorting.find((sort) => sort.id === column.id)}
              onSort={() => onSort(column.id)}
            />
          ))}
        </tr>
      </thead>
    </>
  );
}

type Room = { readonly wideOnly?: boolean; readonly roomyOnly?: boolean };

const shownIn = ({ wideOnly, roomyOnly }: Room) =>
  roomyOnly === true ? "@max-5xl:hidden" : wideOnly === true ? "@max-2xl:hidden" : undefined;

type HeaderCellProps<Row> = {
  readonly column: TableColumn<Row>;
  readonly sorted: TableSort | undefined;
  readonly onSort: () => void;
};

function HeaderCell<Row>({ column, sorted, onSort }: HeaderCellProps<Row>) {
  const Arrow = sorted?.desc === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      title={column.hint}
      aria-sort={sorted === undefined ? undefined : sorted.desc ? "descending" : "ascending"}
      className={cn(
        "sticky top-0 z-10 h-7 truncate border-line border-b bg-surface-1 px-2 font-normal text-muted text-xs",
        column.align === "right" ? "text-right" : "text-left",
        shownIn(column),
      )}
    >
      {column.sort === undefined ? (
        <span className={column.isHeaderHidden === true ? "sr-only" : undefined}>{column.header}</span>
      ) : (
        <button type="button" onClick={onSort} className="inline-flex min-h-6 items-center gap-0.5 hover:text-text">
          {column.header}
          {sorted === undefined ? null : <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </th>
  );
}

type BodyRowProps<Row> = {
  readonly id: string;
  readonly index: number;
  readonly selected: boolean;
  readonly row: Row;
  readonly table: DataTableProps<Row>;
};

const ROW_HEIGHT = 28;

export function BodyRow<Row>({ id, index, selected, row, table }: BodyRowProps<Row>) {
  const { columns, onOpen } = table;
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      style={{ height: table.rowHeight ?? ROW_HEIGHT }}
      {...(onOpen === undefined ? {} : { onClick: () => onOpen(row) })}
      className={cn(
        "group transition-colors hover:bg-surface-2 aria-selected:bg-surface-2 aria-selected:shadow-[inset_2px_0_0_var(--accent)]",
        onOpen !== undefined && "cursor-pointer",
        table.rowClass?.(row),
      )}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          className={cn(
            "truncate border-line/60 border-b px-2",
            column.align === "right" ? "num text-right" : "text-left",
            shownIn(column),
          )}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Stands for the rows that are not in the page. */
export function Spacer({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr aria-hidden style={{ height }} />;
}
