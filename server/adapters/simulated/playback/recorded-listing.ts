/** What a recording shows of an instrument's listing, which it does not hold: names and steps. */
import type { ListedContract, Listing } from "@/server/adapters/simulated/instruments";
import type { RecordingLook } from "./recording-look";

/** Binance's quote assets, longest first where one ends another. */
const QUOTES = ["FDUSD", "USDT", "USDC", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "USD"];
/** Coin-margined contracts are of 100 USD for bitcoin and of 10 USD for every other coin. */
const FACE_VALUES: Readonly<Record<string, number>> = { BTC: 100 };
const FACE_VALUE = 10;

export function listingFor(symbol: string, looks: readonly RecordingLook[]): Listing {
  const own = looks.filter(({ symbols }) => symbols.includes(symbol));
  const bookSizeDecimals = Math.max(...own.map((one) => one.sizeDecimals));
  const [pair = symbol] = symbol.split("_");
  const quote = QUOTES.find((name) => pair.endsWith(name) && pair !== name) ?? pair.slice(-4);
  const base = pair.slice(0, -quote.length);
  const contract = contractFor({ pair, base, quote }, own[0]?.product ?? "spot");
  return {
    symbol,
    base,
    quote,
    // A spot price step coarser than a hundredth is an accident of a short look; finer ones stand in the data.
    priceDecimals: Math.max(contract === null ? 2 : 0, ...own.map(({ priceDecimals }) => priceDecimals)),
    // Trades show what may be ordered now; a recording without any says no more than its book.
    sizeDecimals: Math.max(...own.map((one) => one.lotDecimals)) || bookSizeDecimals,
    bookSizeDecimals,
    minNotional: contract?.kind === "inverse" ? "0" : "5.00000000",
    contract,
  };
}

function contractFor(
  { pair, base, quote }: Readonly<{ pair: string; base: string; quote: string }>,
  product: RecordingLook["product"],
): ListedContract | null {
  if (product === "spot") return null;
  const isInverse = product === "inverse";
  return {
    kind: product,
    pair,
    settle: isInverse ? base : quote,
    faceValue: isInverse ? (FACE_VALUES[base] ?? FACE_VALUE) : 1,
  };
}
