"use client";
import { toPercent } from "@/components/ui/number-format";
import type { DeskView } from "@/server/domain/views";
import type { LiveDesk } from "./desk-context";
import { LiveText, type Painted } from "./live-text";
import { ratioOf, toMoney, toSignedMoney } from "./money-format";

const equityOf = (view: DeskView | null): Painted =>
  view === null ? { text: "–" } : { text: toMoney(view.equity.equityAtoms), order: view.equity.equityAtoms };

function todayOf(view: DeskView | null): Painted {
  if (view === null) return { text: "" };
  const change = view.equity.equityAtoms - view.dayOpenEquityAtoms;
  const ratio = ratioOf(change, view.dayOpenEquityAtoms);
  const arrow = change > 0n ? "▲" : change < 0n ? "▼" : "";
  return {
    text: `${arrow} ${toSignedMoney(change)}${ratio === null ? "" : ` (${toPercent(ratio, 2)})`}`.trim(),
    order: change,
    tone: change > 0n ? "up" : change < 0n ? "down" : "plain",
  };
}

/** Equity now and its change since 00:00 UTC. */
export function EquityChip({ desk }: { readonly desk: LiveDesk }) {
  const quote = desk.instruments[0]?.quote ?? "";
  return (
    <div
      className="flex min-w-0 items-baseline gap-1.5 whitespace-nowrap"
      title="Equity: cash, holdings at cost and unrealised profit"
    >
      <span className="sr-only">Equity</span>
      <LiveText store={desk.view} paint={equityOf} className="num font-semibold text-base" data-testid="equity" />
      <span className="hidden text-muted text-xs sm:inline">{quote}</span>
      <LiveText
        store={desk.view}
        paint={todayOf}
        title="Change since 00:00 UTC"
        className="num hidden text-muted text-xs data-[tone=down]:text-down data-[tone=up]:text-up sm:inline"
      />
    </div>
  );
}
