import { cpus, loadavg, totalmem } from "node:os";
import type { BenchRow } from "./bench-row";

export type BenchReport = Readonly<{
  machine: string;
  /** Load average of the last minute: above the number of cores others were at work too. */
  load: number;
  rows: readonly BenchRow[];
}>;

export function reportOf(rows: readonly BenchRow[]): BenchReport {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const machine = `${cpus().length} x ${cpu?.model.trim() ?? "unknown"}, ${memory}, Node ${process.versions.node}, ${process.platform}`;
  return { machine, load: Math.round((loadavg()[0] ?? 0) * 10) / 10, rows };
}

/** A run of some parts does not take the others out of the baseline: their rows stay, after its own. */
export function mergedInto(baseline: BenchReport | null, report: BenchReport): BenchReport {
  const own = new Set(report.rows.map(({ id }) => id));
  return { ...report, rows: [...report.rows, ...(baseline?.rows ?? []).filter(({ id }) => !own.has(id))] };
}

/** How much better than the baseline: 1.2 is a fifth better, 0.8 a fifth worse. Null without a baseline or a finite ratio. */
export function ratioTo(row: BenchRow, baseline: BenchReport | null): number | null {
  const before = baseline?.rows.find(({ id }) => id === row.id);
  if (!before) return null;
  const ratio = row.better === "more" ? row.value / before.value : before.value / row.value;
  return Number.isFinite(ratio) ? ratio : null;
}

export const meetsAim = ({ value, aim, better }: BenchRow): boolean | null =>
  aim === null ? null : better === "more" ? value >= aim : value <= aim;

/** A Markdown table. */
export function tableOf(report: BenchReport, baseline: BenchReport | null): string {
  const lines = report.rows.map((row) => {
    const aim = row.aim === null ? "" : `${row.better === "more" ? "≥" : "≤"} ${numberText(row.aim)}`;
    const ratio = ratioTo(row, baseline);
    const cells = [
      row.what,
      `${numberText(row.value)} ${row.unit}`.trim(),
      aim,
      verdict(row),
      ratio?.toFixed(2) ?? "",
      row.data,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `Machine: ${report.machine}; load ${report.load}`,
    "",
    "| what | measured | aim | | against baseline | data |",
    "|---|---:|---:|---|---:|---|",
    ...lines,
  ].join("\n");
}

function verdict(row: BenchRow): string {
  const meets = meetsAim(row);
  return meets === null ? "" : meets ? "met" : "missed";
}

const numberText = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });
