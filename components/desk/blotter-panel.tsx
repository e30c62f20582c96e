"use client";
import { useQueryState } from "nuqs";
import { useCallback } from "react";
import { useCommands } from "@/components/frame/command-context";
import { useLive } from "@/components/frame/use-live";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Tabs } from "@/components/ui/tabs";
import type { DeskView } from "@/server/domain/views";
import { BLOTTER_TABS, type BlotterTab, deskParams } from "./desk-params";
import { FeedPanel } from "./feed-panel";
import { FillsTable } from "./fills-table";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { MaximiseButton, useMaximise } from "./maximise";
import { ParentsPanel } from "./parents-panel";
import { PositionsTable } from "./positions-table";
import { Prints } from "./prints-panel";
import { SignalsTable } from "./signals-table";
import { WorkingTable } from "./working-table";

const heldOf = (view: DeskView | null) => view?.positions.filter((position) => position.sizeLots !== 0).length ?? 0;
const algoCountOf = (view: DeskView | null) => view?.parents.filter(({ state }) => state === "ACTIVE").length ?? 0;
const workingCountOf = (view: DeskView | null) => view?.working.length ?? 0;

/** Positions, working orders, fills, signals and the feed's health. */
export function BlotterPanel({
  withTrades,
}: {
  /** The screen is too low for a panel of their own. */ readonly withTrades: boolean;
}) {
  const { desk } = useMarket();
  const [tab, setTab] = useQueryState("tab", deskParams.tab);
  const { isMax, toggle, onDoubleClick, className } = useMaximise("blotter");
  const held = useLive(desk.view, heldOf);
  const working = useLive(desk.view, workingCountOf);
  const algos = useLive(desk.view, algoCountOf);
  const change = useCallback(
    (id: string) => void setTab(BLOTTER_TABS.find((name) => name === id) ?? "positions"),
    [setTab],
  );
  const items: readonly {
    readonly id: BlotterTab;
    readonly label: string;
    readonly count?: number;
    readonly content: React.ReactNode;
  }[] = [
    { id: "positions", label: "Positions", count: held, content: <PositionsTable /> },
    { id: "working", label: "Working", count: working, content: <WorkingTable /> },
    { id: "algos", label: "Algos", count: algos, content: <ParentsPanel /> },
    { id: "fills", label: "Fills", content: <FillsTable /> },
    { id: "signals", label: "Signals", content: <SignalsTable /> },
    { id: "feed", label: "Feed", content: <FeedPanel /> },
    ...(withTrades ? [{ id: "trades" as const, label: "Trades", content: <Prints /> }] : []),
  ];
  return (
    <section aria-label="Orders and positions" data-panel="blotter" className={cn("h-full bg-surface-1", className)}>
      <Island name="blotter" className="h-full">
        <Tabs
          label="Orders and positions"
          items={items}
          value={tab}
          onChange={change}
          className="h-full"
          onBarDoubleClick={onDoubleClick}
          trailing={
            <>
              <CancelAll count={working} />
              <MaximiseButton isMax={isMax} panel="orders and positions" onToggle={toggle} />
            </>
          }
        />
      </Island>
    </section>
  );
}

function CancelAll({ count }: { readonly count: number }) {
  const commands = useCommands();
  if (count === 0) return null;
  return (
    <Button size="sm" tone="danger" onClick={() => void commands.send({ kind: "cancelAll", instrumentId: null })}>
      {count === 1 ? "Cancel 1 order" : `Cancel ${count} orders`}
    </Button>
  );
}
