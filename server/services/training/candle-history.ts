import { AppError } from "@/server/domain/errors";
import { fileInstrument, inSteps } from "@/server/services/import-candles/file-instrument";
import type { ParsedCandles } from "@/server/services/import-candles/parse-candles";
import type { InstrumentHistory } from "./training-source";

/**
 * Candles out of files as a history, for runs without a database. Files of one instrument follow each other; where two
 * have a bar of the same time, the one that was named last counts.
 *
 * @param symbol  like "BTC/USDT"; what has no quote is taken to be quoted in USDT
 * @throws AppError invalid for files of different intervals
 */
export function candleHistory(symbol: string, files: readonly ParsedCandles[]): InstrumentHistory {
  const intervals = [...new Set(files.map(({ interval }) => interval))];
  if (intervals.length > 1)
    throw new AppError("invalid", `${symbol}: the files hold bars of ${intervals.join(" and ")}, give those of one`);
  const [base = symbol, quote = "USDT"] = symbol.split("/");
  const byTime = new Map(files.flatMap(({ bars }) => bars.map((bar) => [bar.openAt, bar] as const)));
  const bars = [...byTime.values()].sort((a, b) => a.openAt - b.openAt);
  const candles = {
    bars,
    priceDecimals: Math.max(...files.map(({ priceDecimals }) => priceDecimals)),
    volumeDecimals: Math.max(...files.map(({ volumeDecimals }) => volumeDecimals)),
  };
  const spec = fileInstrument({ venueId: "csv", base, quote }, candles, null);
  return { spec, bars: bars.map((bar) => inSteps(bar, spec)), funding: [] };
}
