"use client";
import { Download, Printer } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import type { JournalDesk } from "@/components/journal/desk-of";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { Segmented } from "@/components/ui/segmented";
import { WINDOW_PRESETS } from "@/server/domain/performance-window";
import { windowParsers } from "./window-params";
import { PRESET_WORDS, parseMinute, toMinuteText, type WindowParams, windowQuery } from "./window-words";

const linkClass =
  "inline-flex h-7 items-center gap-1.5 rounded-md px-2 text-muted text-sm hover:bg-surface-2 hover:text-text";

/** Which stretch of time, and ways to take it away. It stands in the address, so that a link shows the same. */
export function WindowBar({ desk, problem }: { readonly desk: JournalDesk; readonly problem: string | null }) {
  const [params, setParams] = useQueryStates(windowParsers);
  const exports = [
    ["Equity", `/api/export/equity.csv?${windowQuery(desk.id, params)}`],
    ["Figures", `/api/export/metrics.csv?${windowQuery(desk.id, params)}`],
    ["Attribution", `/api/export/attribution.csv?${windowQuery(desk.id, params, { by: params.by })}`],
  ] as const;
  return (
    <div
      role="search"
      aria-label="Window"
      className="flex flex-wrap items-center gap-1.5 border-line border-b bg-surface-1 px-2 py-1.5"
    >
      <Segmented
        label="Window"
        value={params.window}
        onChange={(window) =>
          void setParams(window === "custom" ? { window, ...ends(params) } : { window, from: null, to: null })
        }
        segments={[
          ...WINDOW_PRESETS.map((value) => ({ value, label: PRESET_WORDS[value] })),
          { value: "custom" as const, label: "Custom", title: "Between two times" },
        ]}
      />
      {params.window === "custom" ? (
        <Ends key={`${params.from} ${params.to}`} params={params} problem={problem} />
      ) : null}
      <span className="ml-auto flex items-center">
        <Popover
          label="Save as CSV"
          className="flex flex-col p-1"
          trigger={
            <button type="button" className={linkClass}>
              <Download aria-hidden className="size-3.5" /> CSV
            </button>
          }
        >
          {exports.map(([name, href]) => (
            <a key={name} href={href} download className={linkClass}>
              {name}
            </a>
          ))}
        </Popover>
        <Link href={`/performance/report?${windowQuery(desk.id, params)}`} className={linkClass}>
          <Printer aria-hidden className="size-3.5" /> Report
        </Link>
      </span>
    </div>
  );
}

/** A first guess for one's own window: the last day, to the minute. */
function ends({ from, to }: WindowParams): { from: string; to: string } {
  if (from !== "" && to !== "") return { from, to };
  const now = Math.floor(Date.now() / 60_000) * 60_000 * 1_000;
  return { from: toMinuteText(now - 86_400e6), to: toMinuteText(now) };
}

function Ends({ params, problem }: { readonly params: WindowParams; readonly problem: string | null }) {
  const [, setParams] = useQueryStates(windowParsers);
  const [draft, setDraft] = useState({ from: params.from, to: params.to });
  const isBad = (text: string) => parseMinute(text) === null;
  return (
    <form
      className="flex flex-wrap items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        void setParams(draft);
      }}
    >
      <Field
        label="From"
        unit="UTC"
        value={draft.from}
        onChange={(from) => setDraft({ ...draft, from })}
        className="w-56"
        placeholder="2026-11-21 10:00"
        aria-invalid={isBad(draft.from)}
      />
      <Field
        label="to"
        unit="UTC"
        value={draft.to}
        onChange={(to) => setDraft({ ...draft, to })}
        className="w-52"
        placeholder="2026-11-21 18:00"
        aria-invalid={isBad(draft.to)}
      />
      <Button type="submit">Show</Button>
      {problem === null ? null : (
        <p role="alert" className="text-danger text-xs">
          {problem}
        </p>
      )}
    </form>
  );
}
