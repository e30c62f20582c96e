"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { LiveDesk } from "@/components/frame/desk-context";
import { useTopic } from "@/components/frame/stream-context";
import type { Readable } from "@/components/frame/topic-store";
import { useLive } from "@/components/frame/use-live";
import { limitViews } from "@/server/domain/risk/risk-limits";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { RouterOutputs } from "@/server/trpc/root";
import { TrendLog } from "./limits/trend-log";

export type RiskVersion = RouterOutputs["desks"]["riskSettings"]["rows"][number];

/** The desk's risk as it is told once a second. */
type Risk = Readonly<{
  desk: LiveDesk;
  /** Null until somebody who hosts the desk has spoken. */
  view: Readable<RiskView | null>;
  /** Currency that the desk's money is in. */
  currency: string;
  /** How the limits came to where they are, since the page was opened. */
  trends: TrendLog;
}>;

const RiskContext = createContext<Risk | null>(null);

/** @throws Error outside a RiskProvider */
export function useRisk(): Risk {
  const risk = useContext(RiskContext);
  if (risk === null) throw new Error("useRisk needs a RiskProvider around it");
  return risk;
}

const whole = (view: RiskView | null): RiskView | null => view;

/** The whole view; renders once a second. */
export const useRiskView = (): RiskView | null => useLive(useRisk().view, whole);

type ProviderProps = {
  readonly desk: LiveDesk;
  readonly first: RiskView | null;
  readonly children: ReactNode;
};

export function RiskProvider({ desk, first, children }: ProviderProps) {
  const view = useTopic<RiskView>(`desk-risk:${desk.desk.id}`, first?.deskId === desk.desk.id ? first : null);
  const currency = desk.instruments[0]?.contract?.settle ?? desk.instruments[0]?.quote ?? "";
  const [trends] = useState(() => new TrendLog());
  const { instruments } = desk;

  // The stream is the external system: what it told is kept whichever part of the page is open.
  useEffect(() => {
    const note = () => {
      const now = view.get();
      if (now !== null) trends.record(now.at, limitViews({ ...now, instruments }));
    };
    note();
    return view.subscribe(note);
  }, [view, trends, instruments]);

  const risk = useMemo(() => ({ desk, view, currency, trends }), [desk, view, currency, trends]);
  return <RiskContext value={risk}>{children}</RiskContext>;
}
