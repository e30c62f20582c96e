"use client";
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { useLive } from "@/components/frame/use-live";
import { EmptyState } from "@/components/ui/states";
import type { DeskView, MarketView } from "@/server/domain/views";
import { DrainCard } from "./drain-card";
import { Island } from "./island";
import { toLadder } from "./ladder-rows";
import { LADDER_LEVELS, LadderView, type OwnHover } from "./ladder-view";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";
import { priceField } from "./units";

/** Twenty levels a side with cumulative depth, our own orders among them and the queue before each. */
export function LadderPanel() {
  const { spec } = useMarket();
  return (
    <PanelFrame name="ladder" title="Book">
      <Island name="ladder" className="flex h-full min-h-0 flex-col">
        <div aria-hidden className="ladder-head">
          <span>Price {spec.quote}</span>
          <span>Size {spec.base}</span>
          <span>Cumulative / yours</span>
        </div>
        <LadderBody key={spec.id} />
      </Island>
    </PanelFrame>
  );
}

const hasBook = (view: MarketView | null) => view !== null && view.bids.length + view.asks.length > 0;
const workingOf = (view: DeskView | null) => view?.working ?? [];

function LadderBody() {
  const { desk, units, market, ticket } = useMarket();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<OwnHover | null>(null);
  const isReady = useLive(market, hasBook);
  const pick = useCallback(
    (ticks: number) => ticket.set({ ...ticket.get(), type: "limit", priceText: priceField(units, ticks) }),
    [ticket, units],
  );

  // The stream and the elements below the list are the external systems; no tick renders anything.
  useEffect(() => {
    if (!isReady || list.current === null) return;
    const view = new LadderView(list.current, { units, onPick: pick, onOwn: setOwn });
    const draw = () => {
      const book = market.get();
      if (book !== null) view.update(toLadder(book, workingOf(desk.view.get()), LADDER_LEVELS));
    };
    draw();
    centre(list.current);
    const stops = [market.subscribe(draw), desk.view.subscribe(draw)];
    return () => {
      for (const stop of stops) stop();
      view.destroy();
    };
  }, [isReady, units, market, desk.view, pick]);

  if (!isReady) {
    return <EmptyState title="The order book appears here" hint="It is built once the venue has sent its snapshot." />;
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="Order book; Enter takes the price into the ticket"
        tabIndex={0}
        data-testid="ladder"
        className="ladder num h-full overflow-y-auto [scrollbar-width:none] focus-visible:-outline-offset-2"
      />
      {own === null ? null : <DrainCard hover={own} />}
    </div>
  );
}

/** Shows the spread in the middle where the panel is too low for all rows. */
function centre(element: HTMLElement): void {
  element.scrollTop = (element.scrollHeight - element.clientHeight) / 2;
}
