import { gridRows } from "@/server/services/order-books/grid-rows";
import { type Session, sessionOf } from "@/server/services/order-books/session";
import { openRecordedMarket } from "./recorded-blocks";

/** Rows of the second grid of every instrument of raw Binance recordings, each place a recording by itself. */
export async function recordedSessions(
  places: readonly string[],
  onPlace: (place: string) => void,
): Promise<Session[]> {
  const sessions: Session[] = [];
  for (const place of places) {
    onPlace(place);
    const market = await openRecordedMarket(place);
    for (const [instrument, spec] of market.instruments.entries()) {
      const rows = await gridRows(market.blocks(), { instrument, spec, others: [] });
      const day = new Date((rows.series.at[0] ?? 0) / 1_000).toISOString().slice(0, 10);
      sessions.push(sessionOf(`${spec.symbol} ${day}`, rows));
    }
  }
  return sessions;
}
