"use client";
import { useEffect, useRef } from "react";
import { toClock } from "@/components/ui/time-format";
import type { QueueCause, QueuePoint } from "@/server/domain/order";
import { type OwnHover, ordersAt } from "./ladder-view";
import { useMarket } from "./market-context";
import type { Units } from "./units";

/** How many of the last moves of the queue are listed. */
const SHOWN = 7;

/** Beside an own order in the ladder: what last moved the queue before it, written live. */
export function DrainCard({ hover }: { readonly hover: OwnHover }) {
  const { desk, units } = useMarket();
  const body = useRef<HTMLDivElement>(null);

  // The stream is the external system: the list is written into the card.
  useEffect(() => {
    const draw = () => {
      const orders = ordersAt(hover, desk.view.get()?.working ?? []);
      const lines = orders.flatMap((order) => {
        const working = desk.view.get()?.working.find((other) => other.id === order.id);
        const head = `${order.id} · ${order.side} ${units.size(order.sizeLots - order.filledLots)} ${units.spec.base}`;
        return [
          head,
          ...(working?.trace ?? [])
            .slice(-SHOWN)
            .reverse()
            .map((point) => drainText(point, units)),
        ];
      });
      body.current?.replaceChildren(...lines.map(toLine));
    };
    draw();
    return desk.view.subscribe(draw);
  }, [hover, desk.view, units]);

  return (
    <div
      role="tooltip"
      style={hover.isAbove ? { bottom: `calc(100% - ${hover.edge}px)` } : { top: hover.edge }}
      className="animate-fade pointer-events-none absolute inset-x-1 z-20 rounded-md border border-ours/60 bg-surface-3 p-2 shadow-float"
    >
      <div ref={body} className="num flex flex-col gap-0.5 text-2xs [&>:first-child]:text-ours" data-testid="drains" />
    </div>
  );
}

function toLine(text: string): HTMLElement {
  const line = document.createElement("span");
  line.textContent = text;
  return line;
}

const CAUSES: Readonly<Record<QueueCause, string>> = {
  accepted: "joined the queue",
  trade: "traded",
  cancel: "cancelled",
  through: "traded through",
  level_gone: "level gone",
  requeued: "back of the queue after a restart",
  amended: "amended",
  refilled: "next part shown, at the back",
};

/** `12:00:01 −0.5 traded → 1.84 ahead` */
export function drainText(point: QueuePoint, units: Units): string {
  const moved = point.deltaLots === 0 ? "" : `−${units.size(point.deltaLots)} `;
  return `${toClock(point.at, false)} ${moved}${CAUSES[point.cause]} → ${units.size(point.aheadLots)} ahead`;
}
