/** A window as CSV: equity in bars, the key figures, the attribution by any of its groups. Exact decimals, UTC. */
import { PART_NAMES } from "@/server/analysis/attribution/parts";
import { FIGURES, type Figure } from "@/server/domain/performance-figures";
import type { EquityBar } from "@/server/ports/performance-reader";
import { type CsvColumn, headerLine, number, rowLine, text } from "@/server/services/journal/csv";
import { isoMicros, money } from "@/server/services/journal/quantities";
import type { AttributionGroup, AttributionRow, AttributionView, PerformanceWindow } from "./performance-views";

const barColumns = (currency: string): readonly CsvColumn<EquityBar>[] => [
  { header: "first sample at (UTC)", cell: ({ first }) => text(isoMicros(first.at)) },
  { header: "last sample at (UTC)", cell: ({ last }) => text(isoMicros(last.at)) },
  { header: `first (${currency})`, cell: ({ first }) => number(money(first.equityAtoms)) },
  { header: `lowest (${currency})`, cell: ({ low }) => number(money(low.equityAtoms)) },
  { header: "lowest at (UTC)", cell: ({ low }) => text(isoMicros(low.at)) },
  { header: `highest (${currency})`, cell: ({ high }) => number(money(high.equityAtoms)) },
  { header: "highest at (UTC)", cell: ({ high }) => text(isoMicros(high.at)) },
  { header: `last (${currency})`, cell: ({ last }) => number(money(last.equityAtoms)) },
  { header: `pessimistic (${currency})`, cell: ({ bands }) => number(money(bands?.pessimistic.equityAtoms ?? null)) },
  { header: `base model (${currency})`, cell: ({ bands }) => number(money(bands?.base.equityAtoms ?? null)) },
  { header: `optimistic (${currency})`, cell: ({ bands }) => number(money(bands?.optimistic.equityAtoms ?? null)) },
];

export async function* exportEquity(currency: string, bars: readonly EquityBar[]): AsyncGenerator<string> {
  const columns = barColumns(currency);
  yield headerLine(columns);
  yield bars.map((bar) => rowLine(columns, bar)).join("");
}

const figureColumns = (window: PerformanceWindow): readonly CsvColumn<Figure>[] => [
  { header: "figure", cell: ({ id }) => text(FIGURES[id].name) },
  { header: "value", cell: ({ value }) => number(value) },
  { header: "unit", cell: ({ id }) => text(unitOf(id, window)) },
  { header: "why there is none", cell: ({ reason }) => text(reason) },
  { header: "formula", cell: ({ id }) => text(FIGURES[id].formula) },
  { header: "source", cell: ({ id }) => text(FIGURES[id].source) },
  { header: "from (UTC)", cell: () => text(isoMicros(window.window.from)) },
  { header: "to (UTC)", cell: () => text(isoMicros(window.window.to)) },
];

function unitOf(id: Figure["id"], { currency, period }: PerformanceWindow): string {
  const { unit } = FIGURES[id];
  if (unit === "money") return currency;
  if (unit === "percent" || unit === "share") return "share (0.01 is 1 %)";
  if (unit === "duration") return "µs";
  return unit === "periods" ? `${period}s` : unit;
}

export async function* exportMetrics(window: PerformanceWindow): AsyncGenerator<string> {
  const columns = figureColumns(window);
  yield headerLine(columns);
  yield window.figures.map((figure) => rowLine(columns, figure)).join("");
}

/** One row for each group, and their sum last: its total is the change of the equity. */
export async function* exportAttribution(view: AttributionView, by: AttributionGroup): AsyncGenerator<string> {
  const parts = PART_NAMES.map(
    (name): CsvColumn<AttributionRow> => ({
      header: `${name.replace("Atoms", "").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} (${view.currency})`,
      cell: (row) => number(money(row.parts[name])),
    }),
  );
  const columns: readonly CsvColumn<AttributionRow>[] = [
    { header: by, cell: ({ key }) => text(key) },
    ...parts,
    { header: `total (${view.currency})`, cell: ({ totalAtoms }) => number(money(totalAtoms)) },
    { header: "fills", cell: ({ fills }) => number(fills) },
    { header: "from (UTC)", cell: () => text(view.window.from === 0 ? "the beginning" : isoMicros(view.window.from)) },
    { header: "to (UTC)", cell: () => text(isoMicros(view.window.to)) },
  ];
  yield headerLine(columns);
  yield view.groups[by].map((row) => rowLine(columns, row)).join("");
  yield rowLine(columns, { key: "all", ...view.total });
}
