"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTRPC } from "@/components/frame/trpc";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select, type SelectOption } from "@/components/ui/select";
import { displaySymbol } from "@/server/domain/display-symbol";
import type { JournalDesk } from "./desk-of";
import { exportHref, type Filters, filterParsers, isFiltered, RANGES } from "./filters";

/** A value that Radix accepts for "no choice": it refuses the empty text. */
const ANY = "any";

export function FilterBar({ desk, now }: { readonly desk: JournalDesk; readonly now: number }) {
  const [filters, setFilters] = useQueryStates(filterParsers);
  const tags = useQuery(useTRPC().journal.tags.queryOptions({ deskId: desk.id }));
  const pick = (name: "instrument" | "origin" | "tag") => (value: string) =>
    void setFilters({ [name]: value === ANY ? null : value });
  return (
    <div
      role="search"
      aria-label="Filters"
      className="flex flex-wrap items-center gap-1.5 border-line border-b px-2 py-1.5"
    >
      <Segmented
        label="Trades or orders"
        value={filters.view}
        onChange={(view) => void setFilters({ view })}
        segments={[
          { value: "trips", label: "Trades" },
          { value: "orders", label: "Orders" },
        ]}
      />
      <Select
        label="Instrument"
        value={filters.instrument || ANY}
        onChange={pick("instrument")}
        options={instrumentOptions(desk)}
      />
      <Select label="Origin" value={filters.origin || ANY} onChange={pick("origin")} options={originOptions(desk)} />
      <ResultSelect filters={filters} onChange={(change) => void setFilters(change)} />
      <Select
        label="Time range"
        value={filters.range}
        onChange={(range) => void setFilters({ range })}
        options={RANGES.map((value) => ({ value, label: value === "all" ? "All time" : `Last ${value}` }))}
      />
      <ParentChip parent={filters.parent} onClear={() => void setFilters({ parent: null })} />
      {(tags.data ?? []).length === 0 ? null : (
        <Select
          label="Tag"
          value={filters.tag || ANY}
          onChange={pick("tag")}
          options={[
            { value: ANY, label: "Any tag" },
            ...(tags.data ?? []).map(({ tag, count }) => ({ value: tag, label: tag, hint: String(count) })),
          ]}
        />
      )}
      <Field
        label="Find"
        value={filters.find}
        onChange={(find) => void setFilters({ find: find || null })}
        placeholder="ord-12"
        className="w-32"
      />
      {isFiltered(filters) ? (
        <Button size="sm" tone="quiet" onClick={() => void setFilters({ ...CLEARED, view: filters.view })}>
          <X aria-hidden className="size-3" /> Clear
        </Button>
      ) : null}
      <a
        href={exportHref(desk.id, filters, now)}
        download
        className="ml-auto inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-muted text-sm hover:bg-surface-2 hover:text-text"
      >
        <Download aria-hidden className="size-3.5" /> CSV
      </a>
    </div>
  );
}

const CLEARED = { instrument: null, origin: null, result: null, outcome: null, range: null, tag: null, find: null };

type ResultSelectProps = { readonly filters: Filters; readonly onChange: (change: Partial<Filters>) => void };

/** Shown while only the orders of one algorithm or entry are listed. */
function ParentChip({ parent, onClear }: { readonly parent: string; readonly onClear: () => void }) {
  if (parent === "") return null;
  return (
    <Button size="sm" onClick={onClear} aria-label={`Not only orders of ${parent}`}>
      of {parent} <X aria-hidden className="size-3.5" />
    </Button>
  );
}

function ResultSelect({ filters, onChange }: ResultSelectProps) {
  return filters.view === "orders" ? (
    <Select
      label="Result"
      value={filters.result}
      onChange={(result) => onChange({ result })}
      options={RESULT_OPTIONS}
    />
  ) : (
    <Select
      label="Outcome"
      value={filters.outcome}
      onChange={(outcome) => onChange({ outcome })}
      options={OUTCOME_OPTIONS}
    />
  );
}

const RESULT_OPTIONS: readonly SelectOption<Filters["result"]>[] = [
  { value: "any", label: "Any result" },
  { value: "filled", label: "Filled" },
  { value: "partial", label: "Partly filled" },
  { value: "unfilled", label: "Ended unfilled or partly" },
  { value: "refused", label: "Refused" },
  { value: "working", label: "Working" },
];

const OUTCOME_OPTIONS: readonly SelectOption<Filters["outcome"]>[] = [
  { value: "any", label: "Won or lost" },
  { value: "won", label: "Won" },
  { value: "lost", label: "Lost" },
];

const instrumentOptions = (desk: JournalDesk): readonly SelectOption<string>[] => [
  { value: ANY, label: "All instruments" },
  ...desk.settings.instruments.map((spec) => ({ value: spec.id, label: displaySymbol(spec) })),
];

const originOptions = (desk: JournalDesk): readonly SelectOption<string>[] => [
  { value: ANY, label: "Anybody" },
  { value: "manual", label: "By hand" },
  { value: "risk", label: "Risk" },
  // Only perpetuals are ever taken over by their venue.
  ...(desk.settings.instruments.some(({ contract }) => contract !== null)
    ? [{ value: "liquidation", label: "Liquidation" }]
    : []),
  ...desk.settings.strategies.map(({ name }) => ({ value: `strategy:${name}`, label: name })),
];
