"use client";
import { useState } from "react";
import { useRisk, useRiskView } from "@/components/risk/risk-context";
import { GROUP_NAMES } from "@/components/risk/settings/words";
import { StateCard } from "@/components/risk/state/state-card";
import { StateHistory } from "@/components/risk/state/state-history";
import { EmptyState } from "@/components/ui/states";
import { limitViews } from "@/server/domain/risk/risk-limits";
import { LimitRow } from "./limit-row";
import { type LimitFamily, type LimitSection, limitSections } from "./limit-sections";

/** How far every limit is, and beside it who may stop what. */
export function LimitsTab() {
  return (
    <div className="relative grid h-full content-start gap-3 overflow-y-auto p-3 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <Bars />
      <aside aria-label="Trading state" className="flex min-w-0 flex-col gap-3">
        <StateCard />
        <StateHistory isShort />
      </aside>
    </div>
  );
}

function Bars() {
  const view = useRiskView();
  const { desk } = useRisk();
  if (view === null) {
    return (
      <EmptyState
        title="Nothing is measured"
        hint="The distance to each limit appears here as soon as a worker hosts the desk."
      />
    );
  }
  const sections = limitSections(limitViews({ ...view, instruments: desk.instruments }));
  return (
    <div className="flex min-w-0 flex-col gap-3" data-testid="limits">
      {sections.map((section) => (
        <Section key={section.group} section={section} />
      ))}
    </div>
  );
}

function Section({ section: { group, families } }: { readonly section: LimitSection }) {
  return (
    <section aria-label={GROUP_NAMES[group]} className="overflow-hidden rounded-md border border-line bg-surface-1">
      <header className="flex items-baseline border-line border-b px-3 py-1.5">
        <h2 className="font-medium text-sm">{GROUP_NAMES[group]}</h2>
        <span className="ml-auto hidden text-2xs text-muted md:inline">closest first · the line is the limit</span>
      </header>
      <ul>
        {families.map((family) => (
          <Family key={family.path} family={family} />
        ))}
      </ul>
    </section>
  );
}

function Family({ family: { closest, others } }: { readonly family: LimitFamily }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <LimitRow limit={closest} more={{ count: others.length, isOpen, onToggle: () => setOpen(!isOpen) }} />
      {isOpen ? others.map((limit) => <LimitRow key={limit.id} limit={limit} />) : null}
    </>
  );
}
