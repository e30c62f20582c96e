"use client";
import { instrumentName } from "@/components/models/words";
import type { GuideFacts } from "./steps";

/** What there is of each instrument, and the press that brings the rest. */
export function HistoryStep({ facts }: { readonly facts: GuideFacts }) {
  const { history, daysWanted } = facts;
  return (
    <>
      <ul className="w-full text-xs">
        {history.map(({ instrumentId, days, share }) => (
          <li key={instrumentId} className="flex items-center gap-2 py-0.5">
            <span className="w-20 truncate">{instrumentName(instrumentId)}</span>
            <span aria-hidden className="h-1 flex-1 overflow-hidden rounded-full bg-surface-3">
              <span
                className={`block h-full transition-[width] ${days >= daysWanted ? "bg-up" : "bg-accent"}`}
                style={{ width: `${Math.min(Math.max(days / daysWanted, share ?? 0), 1) * 100}%` }}
              />
            </span>
            <span className="num w-16 text-right text-muted">{`${days.toFixed(1)} d`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
