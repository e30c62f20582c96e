/** Candle history of one instrument: the connection to its venue that a backfill needs. */
import { createBinanceConnection } from "@/server/adapters/ccxt/binance-connection";
import type { Container } from "@/server/container";
import { AppError } from "@/server/domain/errors";
import { productOf } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { env } from "@/server/platform/env";
import type { Logger } from "@/server/platform/logger";
import type { Backfill } from "@/server/ports/feature-store";
import { createMarketClock } from "@/server/services/collector/market-clock";
import { fetchHistory } from "@/server/services/features/fetch-history";
import type { Note } from "@/server/services/features/run-backfill";

/** Without a wish: a year. */
const DAYS_DEFAULT = 365;
const DAY_MICROS = 86_400_000_000;

type Wanted = Readonly<{ backfill: Backfill; note: Note; signal: AbortSignal; log: Pick<Logger, "warn"> }>;

/** @throws AppError refused for an instrument of another source than the present one */
export async function openHistory(container: Container, { backfill, note, signal, log }: Wanted): Promise<string> {
  const { stores, clock: wallClock, services } = container;
  const spec = await stores.instruments.findInstrument(backfill.instrumentId);
  if (!spec) throw new AppError("not_found", `there is no instrument ${backfill.instrumentId}`);
  const source = await container.resolveSource();
  if (spec.venueId !== source.venueId) {
    const why = `${spec.id} is of ${spec.venueId}, and the present market is ${source.venueId}`;
    throw new AppError("refused", `${why}: its history cannot be fetched now`);
  }
  const isLive = source.kind === "live";
  const info = isLive ? null : await container.fetchSourceInfo();
  const clock = createMarketClock(wallClock, info);
  const product = productOf(spec);
  const connection = await createBinanceConnection({
    venueId: source.venueId,
    product,
    marketUrl: isLive ? null : (env().TAPEDECK_MARKET_URL ?? null),
    clock,
    wallClock,
    verify: async () => {},
    breakers: {
      rest: services.around(`${source.venueId} ${product} REST`),
      stream: services.around(`${source.venueId} ${product} stream`),
    },
  });
  try {
    const now = clock.nowMicros();
    const from = backfill.fromAt ?? micros(now - DAYS_DEFAULT * DAY_MICROS);
    const onTrouble = (err: unknown) => log.warn({ err }, "History could not be fetched and is tried again");
    const retrying = { clock: wallClock, signal, onTrouble };
    const pause = isLive ? {} : { pauseMillis: 0 };
    return await fetchHistory({ connection, market: stores.market, retrying, note, ...pause }, { spec, from, now });
  } finally {
    await connection.close();
  }
}
