/**
 * CSV as RFC 4180 has it: CRLF, quotes doubled, a field quoted when it needs it.
 *
 * Text that a spreadsheet would run as a formula (it begins with = + - @, tab or return) gets an
 * apostrophe before it (OWASP, "CSV Injection"); numbers are written by us and stay numbers.
 */
export type CsvCell =
  | Readonly<{ number: string | number | null }>
  | Readonly<{ text: string | null }>
  | Readonly<{ yes: boolean }>;

const FORMULA_START = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

const quoted = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function cellText(cell: CsvCell): string {
  if ("number" in cell) return cell.number === null ? "" : String(cell.number);
  if ("yes" in cell) return cell.yes ? "yes" : "no";
  const text = cell.text ?? "";
  return quoted(FORMULA_START.test(text) ? `'${text}` : text);
}

export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(cellText).join(",")}\r\n`;

export const number = (value: string | number | null): CsvCell => ({ number: value });
export const text = (value: string | null): CsvCell => ({ text: value });
export const yes = (value: boolean): CsvCell => ({ yes: value });

/** One column: its header with the unit, and its cell in a row. */
export type CsvColumn<T> = Readonly<{ header: string; cell: (row: T) => CsvCell }>;

export const headerLine = <T>(columns: readonly CsvColumn<T>[]): string =>
  csvLine(columns.map(({ header }) => text(header)));

export const rowLine = <T>(columns: readonly CsvColumn<T>[], row: T): string =>
  csvLine(columns.map(({ cell }) => cell(row)));
