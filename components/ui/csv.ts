import type { TableColumn } from "./data-table";

/**
 * Rows as RFC 4180 text with a header line. Texts that a spreadsheet would take for a formula get a
 * leading apostrophe (OWASP, "CSV Injection"); plain negative numbers stay numbers.
 */
export function toCsv<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const exported = columns.filter((column) => column.csv !== undefined);
  const lines = [exported.map((column) => field(column.header))];
  for (const row of rows) lines.push(exported.map((column) => field(column.csv?.(row) ?? "")));
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d[\d.]*$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands the text to the browser as a file to save. */
export function saveText(name: string, text: string, type = "text/csv"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
