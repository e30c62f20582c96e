/** Binance's listing of a symbol, as ccxt parsed it, to an instrument. */
import { AppError } from "@/server/domain/errors";
import { type ContractSpec, type InstrumentSpec, instrument, type Product } from "@/server/domain/instrument";
import { perpetualContract } from "@/server/domain/perpetual";
import { parseSteps } from "@/server/domain/steps";

/** What we read of a ccxt market; `info` is the venue's own entry. */
export type BinanceMarket = Readonly<{
  symbol: string;
  id: string;
  base: string;
  quote: string;
  /** Of a perpetual. */
  settle?: string | undefined;
  swap?: boolean | undefined;
  linear?: boolean | undefined;
  /** In the quote currency for an inverse one, in the base for a linear one. */
  contractSize?: number | undefined;
  maker?: number | undefined;
  taker?: number | undefined;
  info: unknown;
}>;

const PPM = 1_000_000;
/** Maker and taker of the lowest tier: DOMAIN 4; COIN-M by ccxt's own table. */
const DEFAULT_FEES: Readonly<Record<Product, readonly [maker: number, taker: number]>> = {
  spot: [0.001, 0.001],
  linear: [0.0002, 0.0005],
  inverse: [0.0001, 0.0005],
};

type Filters = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** @throws AppError invalid when the venue's entry does not say the tick, the lot or the smallest order */
export function toInstrument(venueId: string, market: BinanceMarket): InstrumentSpec {
  const filters = readFilters(market);
  const tickSize = readStep(market, filters, ["PRICE_FILTER", "tickSize"]);
  const lotSize = readStep(market, filters, ["LOT_SIZE", "stepSize"]);
  const contract = readContract(market, { tickSize, lotSize });
  const [maker, taker] = DEFAULT_FEES[contract?.kind ?? "spot"];
  return instrument({
    venueId,
    symbol: market.symbol,
    venueSymbol: market.id,
    base: market.base,
    quote: market.quote,
    version: 1,
    tickSize,
    lotSize,
    // Coin-margined orders have a smallest size, one contract, and no smallest value.
    minNotional: contract?.kind === "inverse" ? "0" : trimZeros(String(readMinNotional(market, filters))),
    makerFeePpm: Math.round((market.maker ?? maker) * PPM),
    takerFeePpm: Math.round((market.taker ?? taker) * PPM),
    contract,
  });
}

function readContract(market: BinanceMarket, steps: Readonly<{ tickSize: string; lotSize: string }>) {
  if (!market.swap) return null;
  const { settle, linear, base, contractSize, info } = market;
  const kind: ContractSpec["kind"] = linear ? "linear" : "inverse";
  if (settle === undefined || contractSize === undefined) {
    throw new AppError("invalid", `${market.symbol}: the venue does not say what a contract is`);
  }
  const fee = (info as { liquidationFee?: unknown } | null)?.liquidationFee;
  const liquidationFee = typeof fee === "string" ? fee : null;
  return perpetualContract({ kind, base, settle, ...steps, faceValue: String(contractSize), liquidationFee });
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
