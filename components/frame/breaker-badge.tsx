"use client";
import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { LiveDesk } from "./desk-context";
import { useTopic } from "./stream-context";
import { useLive } from "./use-live";

const openOf = (view: RiskView | null): number => (view?.breakers ?? []).filter(({ state }) => state === "open").length;

/** How many breakers are open; nothing while none is, nor on a phone, where there is no room. */
export function BreakerBadge({ desk }: { readonly desk: LiveDesk }) {
  const count = useLive(useTopic<RiskView>(`desk-risk:${desk.desk.id}`), openOf);
  if (count === 0) return null;
  const words = count === 1 ? "1 breaker is open" : `${count} breakers are open`;
  return (
    <Link
      href="/risk?tab=breakers"
      title={words}
      aria-label={words}
      data-testid="open-breakers"
      className="hidden h-6 sm:inline-flex items-center gap-1 rounded-md border border-danger/60 bg-danger/12 px-1.5 font-medium text-danger text-xs hover:bg-danger/20"
    >
      <ShieldAlert aria-hidden className="size-3.5" />
      {count}
    </Link>
  );
}
