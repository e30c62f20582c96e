"use client";
import { useEffect, useMemo, useRef } from "react";
import { LiveText, type Painted } from "@/components/frame/live-text";
import { toPercent } from "@/components/ui/number-format";
import { isConditional, type Order } from "@/server/domain/order";
import type { DeskView } from "@/server/domain/views";
import { fillOdds } from "./fill-odds";
import { aheadShareOf } from "./ladder-rows";
import { useMarket } from "./market-context";
import type { Units } from "./units";

const find = (view: DeskView | null, id: string) => view?.working.find((order) => order.id === id) ?? null;

/** How much stands before the order, and a bar that drains with it. Written live. */
export function AheadBar({ order, units }: { readonly order: Order; readonly units: Units | null }) {
  const { desk } = useMarket();
  const bar = useRef<HTMLSpanElement>(null);
  const paint = useMemo(() => (view: DeskView | null) => toAhead(find(view, order.id) ?? order, units), [order, units]);

  // The stream is the external system; the bar is moved, never rendered.
  useEffect(() => {
    const draw = () => {
      const now = find(desk.view.get(), order.id);
      const share = now === null ? null : aheadShareOf(now);
      if (bar.current !== null) bar.current.style.transform = `scaleX(${(share ?? 0).toFixed(4)})`;
    };
    draw();
    return desk.view.subscribe(draw);
  }, [desk.view, order.id]);

  return (
    <span className="flex flex-col justify-center gap-0.5" data-ahead={order.id}>
      <LiveText store={desk.view} paint={paint} className="num text-xs" />
      <span className="h-0.5 w-full overflow-hidden rounded-full bg-surface-3">
        <span ref={bar} className="block h-full origin-left bg-ours transition-transform duration-100" />
      </span>
    </span>
  );
}

function toAhead(order: Order, units: Units | null): Painted {
  if (isConditional(order.type) && order.triggeredAt === null)
    return { text: order.acknowledgedAt === null ? "on its way" : "in no queue" };
  if (order.type === "market") return { text: "takes at once" };
  if (order.aheadLots === null || units === null) return { text: "on its way" };
  if (order.aheadLots === 0) return { text: "at the front", order: 0 };
  return { text: `${units.size(order.aheadLots)} ${units.spec.base}`, order: order.aheadLots };
}

/** The rough chance of a fill within a minute, or a dash that says why not. */
export function OddsText({ order }: { readonly order: Order }) {
  const { desk } = useMarket();
  const paint = useMemo(() => {
    return (view: DeskView | null): Painted => {
      const now = find(view, order.id);
      if (view === null || now === null) return { text: "–" };
      const odds = fillOdds({ aheadLots: now.aheadLots, acceptedAt: now.acceptedAt, trace: now.trace, now: view.at });
      if (typeof odds === "number") return { text: `≈ ${toPercent(odds, 0).replace("+", "")}` };
      return { text: now.aheadLots === 0 ? "next trade" : "–" };
    };
  }, [order.id]);
  return <LiveText store={desk.view} paint={paint} className="num text-muted" />;
}
