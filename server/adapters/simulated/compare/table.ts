import type { Measures } from "./measure";
import { quantiles } from "./statistics";

export type Column = Readonly<{ head: string; measures: Measures }>;

/** Each number's median over several windows. */
export function median(windows: readonly Measures[]): Measures {
  const [first = {}] = windows;
  return Object.fromEntries(
    Object.entries(first).map(([name, values]) => [
      name,
      values.map(
        (_, i) =>
          quantiles(
            windows.map((one) => one[name]?.[i] ?? Number.NaN),
            [0.5],
          )[0] ?? Number.NaN,
      ),
    ]),
  );
}

export function markdownTable(columns: readonly Column[]): string {
  const names = [...new Set(columns.flatMap(({ measures }) => Object.keys(measures)))];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["statistic", ...columns.map(({ head }) => head)]),
    row(["---", ...columns.map(() => "---")]),
    ...names.map((name) =>
      row([name, ...columns.map(({ measures }) => (measures[name] ?? []).map(short).join(" / "))]),
    ),
    "",
  ].join("\n");
}

/** Three significant digits, no exponent. */
function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return String(Number(value.toFixed(Math.min(6, digits))));
}
