import type { InstrumentSpec } from "./instrument";

/**
 * An instrument's name for people: "BTC/USDT" of spot, "BTC/USDT perp" of a perpetual. The unified symbol
 * "BTC/USDT:USDT" says the settlement currency too, which the pair says already: the quote of a linear one, the
 * base of an inverse one, which is quoted in another currency than its linear sister ("BTC/USD perp").
 */
export const displaySymbol = ({
  base,
  quote,
  contract,
}: Pick<InstrumentSpec, "base" | "quote" | "contract">): string =>
  contract === null ? `${base}/${quote}` : `${base}/${quote} perp`;

/** Its name in a page's address, unique among a venue's: spot and USD-M call different instruments BTCUSDT. */
export const addressSymbol = ({ venueSymbol, contract }: Pick<InstrumentSpec, "venueSymbol" | "contract">): string =>
  contract?.kind === "linear" ? `${venueSymbol}.P` : venueSymbol;
