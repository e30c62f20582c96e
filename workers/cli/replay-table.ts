import { formatAtoms } from "@/server/domain/atoms";
import { displaySymbol } from "@/server/domain/display-symbol";
import { settleOf } from "@/server/domain/instrument";
import type { Micros } from "@/server/domain/micros";
import type { BandLane, RoundTrip } from "@/server/domain/portfolio";
import { isoMicros, size } from "@/server/services/journal/quantities";
import { columns } from "./help";
import { lookup, type ReplayTold } from "./replay-json";

const TRIPS_SHOWN = 20;

/** @param seconds that the run took on the wall */
export function replayTable(told: ReplayTold, seconds: number): string {
  const { market, settings, result } = told;
  const { span, equity } = result;
  const money = moneyOf(settings);
  const rows: (readonly [string, string])[] = [
    ["Recording", `${market.name}: ${settings.instruments.map(displaySymbol).join(", ")}`],
    ...market.notes.map((note) => ["Note", note] as const),
    [
      "Time",
      span ? `${clockText(span.from)} to ${clockText(span.to)} UTC, ${lengthText(span.to - span.from)}` : "none",
    ],
    ["Desk", `${strategyText(told)}, seed ${settings.seed}, queue ${queueText(told)}, latency ${latencyText(told)}`],
    ["Feed", feedText(told)],
    [
      "Events",
      `${grouped(String(result.events))} in ${seconds.toFixed(1)} s (${grouped(rate(result.events, seconds))} a second)`,
    ],
    ["Orders", `${result.orders.count}${counts(result.orders.states)}`],
    ...(Object.keys(result.reasons).length > 0 ? [["Ended by", counts(result.reasons, "")] as const] : []),
    ["Fills", String(result.fills.count)],
    ["Round trips", `${result.roundTrips.count}, ${result.roundTrips.won} won`],
  ];
  if (equity) {
    rows.push(
      ["Equity", `${money(settings.openingBalanceAtoms)} to ${money(equity.last.equityAtoms)}`],
      ["", `fees ${money(equity.last.feesAtoms)}, largest drawdown ${money(equity.maxDrawdownAtoms)}`],
    );
  }
  rows.push(["Digest", result.digest]);
  const bands = bandLines(told);
  const trips = tripLines(told);
  return [
    ...columns(rows),
    ...(bands.length > 0 ? ["", ...bands] : []),
    ...(trips.length > 0 ? ["", ...trips] : []),
  ].join("\n");
}

/** The same run under three queue models, side by side. */
function bandLines({ settings, result: { bands } }: ReplayTold): string[] {
  if (!bands) return [];
  const [money, small] = [moneyOf(settings), moneyOf(settings, { cut: 4 })];
  const rows = (["pessimistic", "base", "optimistic"] as const).map((name) => {
    const lane = bands[name];
    const pnl = lane.equityAtoms - settings.openingBalanceAtoms;
    return [
      `${name} (${lane.model})`,
      money(lane.equityAtoms),
      `${pnl < 0n ? "" : "+"}${small(pnl)}`,
      `${lane.fills}`,
      `${lane.ordersFilled} of ${lane.ordersClosed}`,
      fillRateText(lane),
    ];
  });
  const head = ["Queue model", "Equity", "P&L", "Fills", "Orders filled", "Fill rate"];
  const widths = head.map((title, i) => Math.max(...[head, ...rows].map((cells) => (cells[i] ?? title).length)));
  return [head, ...rows].map(([first = "", ...cells]) =>
    ["", first.padEnd(widths[0] ?? 0), ...cells.map((cell, i) => cell.padStart(widths[i + 1] ?? 0))].join("  "),
  );
}

/** Of what ended orders asked for, in money. */
const fillRateText = ({ wantedAtoms, filledAtoms }: BandLane): string =>
  wantedAtoms === 0n ? "" : `${(Number((filledAtoms * 1_000n) / wantedAtoms) / 10).toFixed(1)} %`;

function tripLines({ settings, result }: ReplayTold): string[] {
  const specOf = lookup(settings.instruments);
  const line = (trip: RoundTrip) => {
    const spec = specOf(trip.instrumentId);
    const held = `${((trip.closedAt - trip.openedAt) / 1_000_000).toFixed(1)} s`;
    const pnl = `${trip.pnlAtoms < 0n ? "" : "+"}${formatAtoms(trip.pnlAtoms).slice(0, -4)}`;
    const cells = [
      clockText(trip.openedAt).slice(11),
      displaySymbol(spec).padEnd(9),
      (size(spec, trip.boughtLots) ?? "").padStart(11),
    ];
    return `  ${[...cells, held.padStart(8), `${pnl} ${settleOf(spec)}`.padStart(14)].join("  ")}  ${trip.exitNote ?? "by hand"}`;
  };
  const rows = result.roundTrips.rows.slice(0, TRIPS_SHOWN).map(line);
  const more = result.roundTrips.count - rows.length;
  return more > 0 ? [...rows, `  and ${more} more; --json has them`] : rows;
}

const strategyText = ({ settings }: ReplayTold): string =>
  settings.strategies.map(({ name }) => name).join(", ") || "no strategy";

function queueText({ settings: { queueModel } }: ReplayTold): string {
  return queueModel.kind === "power" ? `power(${queueModel.exponent})` : queueModel.kind;
}

function latencyText({ settings: { entryLatency, execution } }: ReplayTold): string {
  if (execution.latencyTable) return `by a table of ${grouped(String(execution.latencyTable.length))} rows`;
  return `${entryLatency.minMicros / 1_000} to ${entryLatency.maxMicros / 1_000} ms a way`;
}

/** "as recorded, median 3.7 ms after the venue's stamp" */
function feedText({ feed: { micros, medianMicros } }: ReplayTold): string {
  const median = medianMicros === null ? "unknown" : `${medianMicros / 1_000} ms`;
  if (micros === null) return `seen as recorded, median ${median} after the venue's stamp`;
  return `seen ${micros / 1_000} ms after the venue's stamp (recorded median: ${median})`;
}

/** ": 2 filled, 9 cancelled" */
function counts(byName: Readonly<Record<string, number>>, before = ": "): string {
  const parts = Object.entries(byName).map(([name, count]) => `${count} ${name.toLowerCase().replaceAll("_", " ")}`);
  return parts.length > 0 ? `${before}${parts.join(", ")}` : "";
}

/** "2024-08-08 23:54:13" */
const clockText = (at: Micros): string => (isoMicros(at) ?? "").slice(0, 19).replace("T", " ");

function lengthText(micros: number): string {
  const seconds = Math.round(micros / 1_000_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return [hours && `${hours} h`, minutes && `${minutes} min`, `${seconds % 60} s`].filter(Boolean).join(" ");
}

const rate = (events: number, seconds: number): string => String(Math.round(events / Math.max(seconds, 1e-3)));

/**
 * Amounts in the desk's currency, towards zero. @param cut so many of the eight decimals are left out, of a coin none:
 * a hundredth of it is too much to round away
 */
function moneyOf({ instruments: [first] }: ReplayTold["settings"], { cut = 6 } = {}): (atoms: bigint) => string {
  const decimals = first?.contract?.kind === "inverse" ? 0 : cut;
  const currency = first ? settleOf(first) : "";
  return (atoms) => `${grouped(formatAtoms(atoms).slice(0, -decimals || undefined))} ${currency}`;
}

const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
