/** The journal's filters as they stand in the address, and as the server takes them. */
import { parseAsString, parseAsStringLiteral } from "nuqs";
import type { OrderState } from "@/server/domain/order";

export const VIEWS = ["trips", "orders"] as const;
export const RESULTS = ["any", "filled", "partial", "unfilled", "refused", "working"] as const;
export const OUTCOMES = ["any", "won", "lost"] as const;
export const RANGES = ["all", "1h", "24h", "7d", "30d"] as const;

export const filterParsers = {
  view: parseAsStringLiteral(VIEWS).withDefault("trips"),
  instrument: parseAsString.withDefault(""),
  origin: parseAsString.withDefault(""),
  result: parseAsStringLiteral(RESULTS).withDefault("any"),
  outcome: parseAsStringLiteral(OUTCOMES).withDefault("any"),
  range: parseAsStringLiteral(RANGES).withDefault("all"),
  tag: parseAsString.withDefault(""),
  find: parseAsString.withDefault(""),
  /** Orders of one algo or entry. */
  parent: parseAsString.withDefault(""),
};

export type Filters = Readonly<{
  view: (typeof VIEWS)[number];
  instrument: string;
  origin: string;
  result: (typeof RESULTS)[number];
  outcome: (typeof OUTCOMES)[number];
  range: (typeof RANGES)[number];
  tag: string;
  find: string;
  parent: string;
}>;

const STATES: Readonly<Record<Filters["result"], readonly OrderState[] | null>> = {
  any: null,
  filled: ["FILLED"],
  partial: ["PARTIALLY_FILLED"],
  unfilled: ["CANCELLED", "EXPIRED"],
  refused: ["REJECTED"],
  working: ["PENDING", "SUBMITTED", "ACCEPTED", "PARTIALLY_FILLED"],
};

const RANGE_MICROS: Readonly<Record<Filters["range"], number | null>> = {
  all: null,
  "1h": 3_600e6,
  "24h": 86_400e6,
  "7d": 604_800e6,
  "30d": 2_592_000e6,
};

/** Spans begin on whole minutes, so that the same view asks the same question for a minute. */
const GRAIN_MICROS = 60e6;

/** @param now market time, µs: a recording's "last hour" is an hour of the recording */
export function toTripFilter(filters: Filters, now: number) {
  const span = RANGE_MICROS[filters.range];
  return {
    instrumentId: filters.instrument || null,
    origin: filters.origin || null,
    tag: filters.tag || null,
    from: span === null ? null : Math.max(0, Math.floor((now - span) / GRAIN_MICROS) * GRAIN_MICROS),
    to: null,
  };
}

export function toOrderFilter(filters: Filters, now: number) {
  const states = STATES[filters.result];
  return {
    ...toTripFilter(filters, now),
    states: states === null ? null : [...states],
    parentId: filters.parent || null,
  };
}

/** Address of the CSV of what the filters select. */
export function exportHref(deskId: string, filters: Filters, now: number): string {
  const { from, instrumentId, origin, tag, states, parentId } = toOrderFilter(filters, now);
  const query = new URLSearchParams({ deskId });
  const values = { instrumentId, origin, tag, from: from === null ? null : String(from) };
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, value);
  if (filters.view === "orders" && parentId !== null) query.set("parentId", parentId);
  if (filters.view === "orders" && states !== null) query.set("states", states.join(","));
  return `/api/export/${filters.view}.csv?${query.toString()}`;
}

export const isFiltered = (filters: Filters): boolean =>
  [filters.instrument, filters.origin, filters.tag, filters.find, filters.parent].some((text) => text !== "") ||
  filters.result !== "any" ||
  filters.outcome !== "any" ||
  filters.range !== "all";
