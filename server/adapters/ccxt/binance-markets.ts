/** Binance's listing of a symbol, as ccxt parsed it, to an instrument. */
import { AppError } from "@/server/domain/errors";
import { type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { parseSteps } from "@/server/domain/steps";

/** What we read of a ccxt market; `info` is the venue's own entry. */
export type BinanceMarket = Readonly<{
  symbol: string;
  id: string;
  base: string;
  quote: string;
  maker?: number | undefined;
  taker?: number | undefined;
  info: unknown;
}>;

const PPM = 1_000_000;
/** DOMAIN 4: Binance spot, default tier. */
const DEFAULT_FEE = 0.001;

type Filters = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** @throws AppError invalid when the venue's entry does not say the tick, the lot or the smallest order */
export function toInstrument(venueId: string, market: BinanceMarket): InstrumentSpec {
  const filters = readFilters(market);
  return instrument({
    venueId,
    symbol: market.symbol,
    venueSymbol: market.id,
    base: market.base,
    quote: market.quote,
    version: 1,
    tickSize: readStep(market, filters, ["PRICE_FILTER", "tickSize"]),
    lotSize: readStep(market, filters, ["LOT_SIZE", "stepSize"]),
    minNotional: trimZeros(String(readMinNotional(market, filters))),
    makerFeePpm: Math.round((market.maker ?? DEFAULT_FEE) * PPM),
    takerFeePpm: Math.round((market.taker ?? DEFAULT_FEE) * PPM),
  });
}

function readFilters({ symbol, info }: BinanceMarket): Filters {
  const filters = (info as { filters?: unknown } | null)?.filters;
  if (!Array.isArray(filters)) throw new AppError("invalid", `${symbol}: the venue lists no filters`);
  const entries = (filters as readonly Readonly<Record<string, unknown>>[]).map(
    (filter) => [String(filter["filterType"]), filter] as const,
  );
  return new Map(entries);
}

function readStep({ symbol }: BinanceMarket, filters: Filters, [filter, field]: readonly [string, string]): string {
  const text = trimZeros(String(filters.get(filter)?.[field]));
  try {
    parseSteps(text, text);
    return text;
  } catch (cause) {
    throw new AppError("invalid", `${symbol}: ${filter}.${field} must be a positive decimal, was ${text}`, { cause });
  }
}

/** Spot has NOTIONAL, older entries MIN_NOTIONAL, futures call the field `notional`. */
function readMinNotional({ symbol }: BinanceMarket, filters: Filters): unknown {
  const filter = filters.get("NOTIONAL") ?? filters.get("MIN_NOTIONAL");
  const value = filter?.["minNotional"] ?? filter?.["notional"];
  if (value === undefined) throw new AppError("invalid", `${symbol}: the venue lists no smallest order`);
  return value;
}

/** "0.01000000" is "0.01". */
const trimZeros = (text: string): string => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
