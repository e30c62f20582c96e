import { groupBy } from "@/components/ui/group-by";
import { scaled } from "@/components/ui/number-format";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { Fill } from "@/server/domain/order";
import { decimalsOf, formatSteps } from "@/server/domain/steps";
import type { DeskEventsView } from "@/server/domain/views";

export type NewsItem = {
  /** The same for the same news, so that a repeated message is shown once. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly tone: "plain" | "bad";
};

/** Fills of strategies, those of one order in one sentence. Fills of orders by hand are not news. */
export function toFillNews(view: DeskEventsView, instruments: readonly InstrumentSpec[]): NewsItem[] {
  const byOrder = groupBy(view.fills, (fill) => fill.orderId);
  return byOrder.flatMap(([orderId, fills]) => {
    const order = view.orders.find((o) => o.id === orderId);
    const first = fills[0];
    const spec = instruments.find((i) => i.id === first?.instrumentId);
    if (first === undefined || spec === undefined) return [];
    if (order === undefined || order.origin === "manual") return [];
    const who = order.origin === "risk" ? "risk" : order.origin.replace("strategy:", "");
    const text = `${fills.length === 1 ? "at" : `${fills.length} fills at`} ${averagePrice(fills, spec)} ${spec.quote}, ${first.liquidity}, by ${who}`;
    return [
      {
        id: first.id,
        title: `${first.side === "buy" ? "▲ Bought" : "▼ Sold"} ${sizeOf(fills, spec)} ${spec.base}`,
        text,
        tone: "plain",
      },
    ];
  });
}

/** What the risk rules did, and what a person did on another page. */
export function toRiskNews(view: DeskEventsView): NewsItem[] {
  return view.risk.map((event) => ({
    id: `risk-${event.seq}`,
    title: TITLES[event.kind],
    text: event.text,
    tone:
      event.kind === "kill" ||
      event.kind === "data_gap" ||
      event.kind === "liquidation" ||
      event.kind === "margin_call" ||
      event.to === "HALTED"
        ? "bad"
        : "plain",
  }));
}

const TITLES = {
  trading_state: "Trading state changed",
  strategies_paused: "Strategies paused",
  strategies_resumed: "Strategies resumed",
  strategy_switched: "Strategy switched",
  kill: "Kill switch",
  flatten: "Flattening",
  data_gap: "Gap in the data",
  restart: "The desk resumed after a restart",
  venue_outage: "The venue is down",
  margin_call: "Margin is short",
  liquidation: "Liquidated",
  funding: "Funding",
  leverage: "Leverage changed",
  breaker: "Circuit breaker",
  risk_settings: "Risk settings changed",
  position_exit: "Position closed by risk",
  strategy_failed: "Strategy failed",
  market_facts: "Market facts",
} as const;

const sizeOf = (fills: readonly Fill[], spec: InstrumentSpec) =>
  formatSteps(
    fills.reduce((sum, fill) => sum + fill.sizeLots, 0),
    spec.lotSize,
  );

/** Volume-weighted, rounded to the tick. */
function averagePrice(fills: readonly Fill[], spec: InstrumentSpec): string {
  const lots = fills.reduce((sum, fill) => sum + fill.sizeLots, 0);
  const tickLots = fills.reduce((sum, fill) => sum + fill.priceTicks * fill.sizeLots, 0);
  const text = formatSteps(Math.round(tickLots / lots), spec.tickSize);
  return scaled(BigInt(text.replace(".", "")), decimalsOf(spec.tickSize));
}
