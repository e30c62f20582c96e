"use client";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { LiveDesk } from "@/components/frame/desk-context";
import { useTopic } from "@/components/frame/stream-context";
import type { Readable } from "@/components/frame/topic-store";
import { useLive } from "@/components/frame/use-live";
import type { RiskView } from "@/server/domain/risk-view";
import type { RouterOutputs } from "@/server/trpc/root";

export type RiskVersion = RouterOutputs["desks"]["riskSettings"]["rows"][number];

/** The desk's risk as it is told once a second. */
type Risk = Readonly<{
  desk: LiveDesk;
  /** Null until somebody who hosts the desk has spoken. */
  view: Readable<RiskView | null>;
  /** Currency that the desk's money is in. */
  currency: string;
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
  const risk = useMemo(() => ({ desk, view, currency }), [desk, view, currency]);
  return <RiskContext value={risk}>{children}</RiskContext>;
}
