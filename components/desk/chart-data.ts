/** Candles, fills and orders as the chart draws them. */
import type { Bar } from "@/components/charts/candle-chart";
import type { FillMark } from "@/components/charts/fill-marks";
import type { OrderLine } from "@/components/charts/order-lines";
import type { Candle } from "@/server/domain/candle";
import { type Fill, isConditional, type Order } from "@/server/domain/order";
import { typeText } from "./order-words";
import type { Units } from "./units";

const MICROS_PER_SECOND = 1_000_000;

export function toBar(candle: Candle, units: Units): Bar {
  return {
    time: candle.openAt / MICROS_PER_SECOND,
    open: units.priceNumber(candle.openTicks),
    high: units.priceNumber(candle.highTicks),
    low: units.priceNumber(candle.lowTicks),
    close: units.priceNumber(candle.closeTicks),
    volume: units.sizeNumber(candle.volumeLots),
  };
}

/** One mark per bar, side and price: a swept book is one triangle per level, not one per fill. */
export function toMarks(fills: readonly Fill[], units: Units, spanMicros: number): readonly FillMark[] {
  const marks = new Map<string, FillMark>();
  for (const fill of fills) {
    if (fill.instrumentId !== units.spec.id) continue;
    const time = (fill.at - (fill.at % spanMicros)) / MICROS_PER_SECOND;
    marks.set(`${time} ${fill.side} ${fill.priceTicks}`, {
      time,
      side: fill.side,
      price: units.priceNumber(fill.priceTicks),
    });
  }
  return [...marks.values()];
}

export function toLines(working: readonly Order[], units: Units): readonly OrderLine[] {
  return working.flatMap((order): OrderLine[] => {
    const waits = isConditional(order.type) && order.triggeredAt === null;
    const ticks = waits ? order.stopTicks : order.limitTicks;
    if (order.instrumentId !== units.spec.id || ticks === null) return [];
    const left = units.brief(order.sizeLots - order.filledLots);
    const ahead =
      order.aheadLots === null
        ? "on its way"
        : order.aheadLots === 0
          ? "at the front"
          : `${units.brief(order.aheadLots)} ahead`;
    return [
      {
        id: order.id,
        ticks,
        side: order.side,
        label: `${left} ${units.spec.base} · ${waits ? typeText(order).toLowerCase() : ahead}`,
        kind: kindOf(order),
        canMove: !waits,
        isPending: order.state === "PENDING" || order.state === "SUBMITTED",
      },
    ];
  });
}

/** What an order is for: exits by their role, what waits by its type. */
function kindOf({ role, type }: Order): OrderLine["kind"] {
  if (role === "target" || type === "take_profit" || type === "take_profit_limit") return "target";
  return role === "stop" || isConditional(type) ? "stop" : "order";
}
