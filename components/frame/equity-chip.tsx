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

/** How far the same session lies apart under the outer queue models, next to what is shown. */
function bandOf(view: DeskView | null): Painted {
  const bands = view?.equity.bands;
  if (view === null || bands == null) return { text: "" };
  const outer = [bands.pessimistic.equityAtoms, bands.optimistic.equityAtoms].map((e) => e - bands.base.equityAtoms);
  const [first = 0n, second = 0n] = outer;
  const [low, high] = first < second ? [first, second] : [second, first];
  return { text: low === high ? "" : `${toSignedMoney(low)} … ${toSignedMoney(high)}` };
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
      <LiveText
        store={desk.view}
        paint={bandOf}
        title="Band: what the pessimistic and the optimistic queue model make of the same session, against this equity"
        className="num hidden text-ours text-xs xl:inline"
        data-testid="equity-band"
      />
    </div>
  );
}
