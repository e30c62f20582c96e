"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { LiveDesk } from "@/components/frame/desk-context";
import { useTopic } from "@/components/frame/stream-context";
import { type Readable, Store } from "@/components/frame/topic-store";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { RiskView } from "@/server/domain/risk/risk-view";
import type { MarketView } from "@/server/domain/views";
import { EMPTY_TICKET, type TicketForm } from "./ticket-form";
import { type Units, unitsOf } from "./units";

/** The instrument that the desk looks at, its live market, and the ticket for it. */
export type DeskMarket = {
  readonly desk: LiveDesk;
  readonly spec: InstrumentSpec;
  readonly units: Units;
  readonly market: Readable<MarketView | null>;
  /** The limits in force and what they are compared with, once a second; null until it was told. */
  readonly risk: Readable<RiskView | null>;
  readonly ticket: Store<TicketForm>;
};

const MarketContext = createContext<DeskMarket | null>(null);

/** @throws Error outside a MarketProvider */
export function useMarket(): DeskMarket {
  const market = useContext(MarketContext);
  if (market === null) throw new Error("useMarket needs a MarketProvider around it");
  return market;
}

type MarketProviderProps = {
  readonly desk: LiveDesk;
  readonly spec: InstrumentSpec;
  readonly first: MarketView | null;
  readonly children: ReactNode;
};

export function MarketProvider({ desk, spec, first, children }: MarketProviderProps) {
  const market = useTopic<MarketView>(`market:${spec.id}`, first?.instrumentId === spec.id ? first : null);
  const risk = useTopic<RiskView>(`desk-risk:${desk.desk.id}`);
  const [ticket] = useState(() => new Store<TicketForm>(EMPTY_TICKET));
  const value = useMemo(
    () => ({ desk, spec, units: unitsOf(spec), market, risk, ticket }),
    [desk, spec, market, risk, ticket],
  );
  return <MarketContext value={value}>{children}</MarketContext>;
}
