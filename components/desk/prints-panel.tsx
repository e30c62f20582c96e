"use client";
import { useEffect, useRef } from "react";
import { Island } from "./island";
import { useMarket } from "./market-context";
import { PanelFrame } from "./panel-frame";
import { PrintsView } from "./prints-view";

/** Every trade of the market as it prints, with the side that took. */
export function PrintsPanel() {
  return (
    <PanelFrame name="trades" title="Trades">
      <Prints />
    </PanelFrame>
  );
}

export function Prints() {
  const { spec } = useMarket();
  return (
    <Island name="trades" className="flex h-full min-h-0 flex-col">
      <div aria-hidden className="print-head">
        <span>Price {spec.quote}</span>
        <span>Size {spec.base}</span>
        <span>UTC</span>
      </div>
      <PrintsBody key={spec.id} />
    </Island>
  );
}

function PrintsBody() {
  const { units, market } = useMarket();
  const list = useRef<HTMLOListElement>(null);

  // The stream and the list are the external systems; no trade renders anything.
  useEffect(() => {
    if (list.current === null) return;
    const view = new PrintsView(list.current, units);
    const draw = () => view.add(market.get()?.trades ?? []);
    draw();
    const stop = market.subscribe(draw);
    return () => {
      stop();
      view.destroy();
    };
  }, [units, market]);

  return (
    <ol
      ref={list}
      // Takes the focus so that the keyboard can scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label="Trades, newest first"
      data-testid="trades"
      className="num min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
    />
  );
}
