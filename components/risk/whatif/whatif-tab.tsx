"use client";
/** Prices jump by any size: what the desk would be worth at once, and what that would trip. */
import { useQueryState } from "nuqs";
import { LimitRow } from "@/components/risk/limits/limit-row";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { riskParams } from "@/components/risk/risk-params";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";
import { displaySymbol } from "@/server/domain/display-symbol";
import { RISK_FIELDS } from "@/server/domain/risk/risk-fields";
import { type Shocked, shocked } from "@/server/domain/risk/risk-shock";
import type { RiskView } from "@/server/domain/risk/risk-view";
import { ShockInputs } from "./shock-inputs";
import { parseShocks, type ShockTexts, shocksText, toShocks } from "./shock-text";
import { WhatIfFigures } from "./whatif-figures";

export function WhatIfTab() {
  const view = useRiskView();
  const { desk } = useRisk();
  const [text, setText] = useQueryState("shock", riskParams.shock);
  if (view === null) {
    return (
      <EmptyState
        title="Nothing to shake"
        hint="What a jump of prices would do appears here as soon as a worker hosts the desk."
      />
    );
  }
  const texts = parseShocks(text);
  const set = (next: ShockTexts) => void setText(shocksText(next));
  const { instruments } = desk;
  const after = shocked({ ...view, instruments }, toShocks(texts, instruments));
  return (
    <div className="relative grid h-full content-start gap-3 overflow-y-auto p-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <section aria-label="Shock" className="min-w-0 self-start rounded-md border border-line bg-surface-1">
        <header className="flex items-center border-line border-b px-3 py-1.5">
          <h2 className="font-medium text-sm">If prices jump by</h2>
          <Button size="sm" className="ml-auto" disabled={text === ""} onClick={() => set({})}>
            No shock
          </Button>
        </header>
        <ShockInputs texts={texts} onChange={set} view={view} after={after} />
      </section>
      <div className="flex min-w-0 flex-col gap-3" data-testid="whatif">
        <WhatIfFigures view={view} after={after} />
        <Trips view={view} after={after} />
      </div>
    </div>
  );
}

type AfterProps = { readonly view: RiskView; readonly after: Shocked };

function Trips({ view, after }: AfterProps) {
  return (
    <section aria-label="What would trip" className="overflow-hidden rounded-md border border-line bg-surface-1">
      <header className="border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">What would trip</h2>
        <p className="text-2xs text-muted">
          At once, before anything reacts: no order has filled, no exit has closed. What is beyond already is on Limits.
        </p>
      </header>
      <Exits after={after} />
      {after.trips.length === 0 ? (
        <p className="px-3 py-2 text-muted text-sm">{quietText(view, after)}</p>
      ) : (
        <ul>
          {after.trips.map((limit) => (
            <li key={limit.id} data-trip={limit.path} className="border-line/60 border-b last:border-b-0">
              <ul>
                <LimitRow limit={limit} more={{ count: 0, isOpen: false, onToggle: () => undefined }} />
              </ul>
              {limit.key === null ? null : (
                <p className="px-3 pb-1.5 pl-9 text-muted text-xs">{RISK_FIELDS[limit.key].text}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function quietText({ measures }: RiskView, { pnlAtoms }: Shocked): string {
  if (measures.instruments.every(({ sizeLots }) => sizeLots === 0))
    return "Nothing is held: no price can hurt the desk.";
  return pnlAtoms === 0n ? "No shock is set." : "No limit would be passed that is not passed already.";
}

function Exits({ after: { exits } }: Pick<AfterProps, "after">) {
  const { desk } = useRisk();
  if (exits.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 border-line border-b px-3 py-2">
      {exits.map(({ instrumentId, exit }) => {
        const spec = desk.instruments.find(({ id }) => id === instrumentId);
        return (
          <li key={instrumentId}>
            <Badge tone={exit === "stop" ? "down" : "up"}>
              {`${spec === undefined ? instrumentId : displaySymbol(spec)}: its ${exit} would close it`}
            </Badge>
          </li>
        );
      })}
    </ul>
  );
}
