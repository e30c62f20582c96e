/** The day as text: a curve of the price and of the equity, a row of the trading state, and the events below. */
import { formatAtoms } from "@/server/domain/atoms";
import { MICROS_PER_MINUTE } from "@/server/domain/micros";
import type { RiskEvent } from "@/server/domain/trading-state";
import type { DayLog, Slot } from "./day-log";

const COLUMNS = 90;
const ROWS = 9;

export function timeline({ slots }: DayLog, { what }: Readonly<{ what: string }>): string {
  const columns = grouped(slots);
  const prices = columns.map((group) => group.findLast(({ price }) => price !== null)?.price ?? null);
  const equity = columns.map((group) => lowest(group));
  const states = columns.map((group) => strictest(group)).join("");
  const lines = [
    `${what}:`,
    ...curve(prices),
    "",
    "equity, the lowest in each column:",
    ...curve(equity),
    "",
    "trading state (. ACTIVE, R REDUCING, H HALTED):",
    `  ${states}`,
    `  ${axis(columns)}`,
  ];
  return ["```text", ...lines.map((line) => line.trimEnd()), "```"].join("\n");
}

function grouped(slots: readonly Slot[]): readonly (readonly Slot[])[] {
  const per = Math.max(Math.ceil(slots.length / COLUMNS), 1);
  const columns: Slot[][] = [];
  for (let i = 0; i < slots.length; i += per) columns.push(slots.slice(i, i + per));
  return columns;
}

function curve(values: readonly (number | null)[]): readonly string[] {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const row = (value: number) => Math.round(((value - low) / Math.max(high - low, 1e-12)) * (ROWS - 1));
  return Array.from({ length: ROWS }, (_, i) => ROWS - 1 - i).map(
    (level) => `  ${values.map((value) => (value !== null && row(value) === level ? "*" : " ")).join("")}`,
  );
}

function lowest(group: readonly Slot[]): number | null {
  const known = group.flatMap(({ equityAtoms }) => (equityAtoms === null ? [] : [Number(equityAtoms)]));
  return known.length === 0 ? null : Math.min(...known);
}

function strictest(group: readonly Slot[]): string {
  if (group.some(({ state }) => state === "HALTED")) return "H";
  return group.some(({ state }) => state === "REDUCING") ? "R" : ".";
}

/** The time every fifteen columns. */
function axis(columns: readonly (readonly Slot[])[]): string {
  let text = "";
  columns.forEach(([first], i) => {
    if (first && i % 15 === 0) text = `${text.padEnd(i)}${clock(first.at).slice(0, 5)}`;
  });
  return text;
}

export const clock = (at: number): string => new Date(at / 1_000).toISOString().slice(11, 19);

type EventsShown = Readonly<{ hasDays: boolean; kinds: ReadonlySet<RiskEvent["kind"]> }>;

/** @param shown  `hasDays`: the date stands before the time */
export function eventTable({ events }: DayLog, { hasDays, kinds }: EventsShown): string {
  const wanted = events.filter(({ kind }) => kinds.has(kind));
  const time = (at: number) => `${hasDays ? `${new Date(at / 1_000).toISOString().slice(5, 10)} ` : ""}${clock(at)}`;
  const cells = ({ at, kind, text, from, to }: RiskEvent) =>
    `| ${time(at)} | ${kind} | ${from && to ? `${from} → ${to}: ` : ""}${text.replaceAll("|", "\\|")} |`;
  return ["| UTC | what | |", "| --- | --- | --- |", ...wanted.map(cells)].join("\n");
}

export function summary(log: DayLog, unit: string): string {
  const money = (atoms: bigint) => `${formatAtoms(atoms).replace(/(\.\d\d)\d*$/, "$1")} ${unit}`;
  const refused = [...log.refusals].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    "| | |",
    "| --- | --- |",
    `| equity at the start | ${money(log.firstAtoms ?? 0n)} |`,
    `| equity at the end | ${money(log.equityAtoms)} |`,
    `| largest fall from the highest equity | ${(log.worstFallPpm / 10_000).toFixed(2)} % |`,
    `| orders sent, fills, round trips | ${log.orders}, ${log.fills}, ${log.trips} |`,
    `| breakers opened, and for how long in all | ${opened(log)} |`,
    `| positions closed by a protective exit | ${log.events.filter(({ kind, text }) => kind === "position_exit" && text.includes(" is closed by ")).length} |`,
    `| orders refused | ${refused.map(([rule, count]) => `\`${rule}\` ${count}`).join(", ") || "none"} |`,
  ].join("\n");
}

/** How often each kind opened, and for how long in all. */
function opened({ breakers, slots }: DayLog): string {
  const sums = new Map<string, { count: number; micros: number }>();
  const since = new Map<string, number>();
  const add = (kind: string, count: number, micros: number) => {
    const sum = sums.get(kind) ?? { count: 0, micros: 0 };
    sums.set(kind, { count: sum.count + count, micros: sum.micros + micros });
  };
  for (const { at, breaker, from, to } of breakers) {
    if (from === "armed") add(breaker.kind, 1, 0);
    if (from === "armed") since.set(breaker.id, at);
    if (to === "armed") add(breaker.kind, 0, at - (since.get(breaker.id) ?? at));
    if (to === "armed") since.delete(breaker.id);
  }
  const end = slots.at(-1)?.at ?? 0;
  for (const [id, at] of since) add(id.split(":")[0] ?? id, 0, Math.max(end - at, 0));
  const texts = [...sums].map(
    ([kind, { count, micros }]) => `\`${kind}\` ${count} (${Math.round(micros / MICROS_PER_MINUTE)} min)`,
  );
  return texts.join(", ") || "none";
}
