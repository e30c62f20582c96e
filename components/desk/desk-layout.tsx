"use client";
import { type ReactNode, useRef } from "react";
import { Group, type Layout, type LayoutChangedMeta, Panel, Separator } from "react-resizable-panels";
import { rememberInCookie } from "@/components/frame/cookies";
import { LAYOUT_COOKIE, type Layouts, withLayout } from "./layout-memory";

export type DeskPanels = Readonly<Record<"chart" | "ladder" | "trades" | "ticket" | "blotter" | "equity", ReactNode>>;

type DeskLayoutProps = {
  readonly panels: DeskPanels;
  readonly layouts: Layouts;
  /** The window is low: the trades leave their place to the ticket and become a tab. */
  readonly isLow: boolean;
};

/** The desk on a wide screen: panels that can be resized and stay as they were left. */
export function DeskLayout({ panels, layouts, isLow }: DeskLayoutProps) {
  const memory = useRef(layouts);
  const group = (id: string) => {
    const remembered = layouts[id];
    return {
      id,
      ...(remembered === undefined ? {} : { defaultLayout: { ...remembered } }),
      onLayoutChanged: (layout: Layout, meta: LayoutChangedMeta) => {
        if (!meta.isUserInteraction) return;
        memory.current = withLayout(memory.current, id, meta.requestedLayout ?? layout);
        rememberInCookie(LAYOUT_COOKIE, JSON.stringify(memory.current));
      },
    };
  };
  return (
    <Group {...group("rows")} orientation="vertical" className="min-h-0 flex-1">
      <Panel id="market" defaultSize="72" minSize={260}>
        <Group {...group("market-columns")} orientation="horizontal">
          <Panel id="chart" defaultSize="56" minSize={320}>
            {panels.chart}
          </Panel>
          <Grip label="Chart width" />
          <Panel id="ladder" defaultSize="22" minSize={250}>
            {panels.ladder}
          </Panel>
          <Grip label="Book width" />
          <Panel id="side" defaultSize="22" minSize={250}>
            {isLow ? (
              panels.ticket
            ) : (
              <Group {...group("side-rows")} orientation="vertical">
                <Panel id="ticket" defaultSize="77" minSize={120}>
                  {panels.ticket}
                </Panel>
                <Grip label="Ticket height" isRow />
                <Panel id="trades" defaultSize="23" minSize={80}>
                  {panels.trades}
                </Panel>
              </Group>
            )}
          </Panel>
        </Group>
      </Panel>
      <Grip label="Height of the orders" isRow />
      <Panel id="account" defaultSize="28" minSize={120}>
        <Group {...group("account-columns")} orientation="horizontal">
          <Panel id="blotter" defaultSize="70" minSize={360}>
            {panels.blotter}
          </Panel>
          <Grip label="Width of the orders" />
          <Panel id="equity" defaultSize="30" minSize={220}>
            {panels.equity}
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

/** The line between two panels: one pixel to see, ten to take hold of. */
function Grip({ label, isRow = false }: { readonly label: string; readonly isRow?: boolean }) {
  return (
    <Separator
      aria-label={label}
      className={
        isRow
          ? "h-px bg-line outline-offset-0 transition-colors data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong"
          : "w-px bg-line outline-offset-0 transition-colors data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong"
      }
    />
  );
}
