import { SIDE } from "@/server/domain/market-block";
import type { MarketCursor } from "@/server/engine/strategy/strategy";
import type { Lane } from "./lanes";

/** The market says that the venue stopped taking requests (side 0), or takes them again. One row counts for all instruments. */
export function onOutage(lanes: readonly Lane[], { side, exchangeAt }: MarketCursor): void {
  for (const { parts } of lanes) {
    const { exchange, status } = parts;
    if (side === SIDE.buy) {
      if (exchange.beginOutage(exchangeAt)) status.began(exchangeAt);
      continue;
    }
    const ended = exchange.endOutage(exchangeAt);
    if (ended) status.ended(ended);
  }
}
