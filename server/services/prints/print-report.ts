import { median } from "@/server/analysis/error-score";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { KIND, type MarketBlock, type MarketRow } from "@/server/domain/market-block";
import { rowsOf } from "@/server/services/queue-truth/rows-of";
import { type PrintShares, printShares } from "./print-places";
import { type StandardScore, standardOrders } from "./standard-orders";

/** A session is held in memory, since it is read in two orders. */
const ROWS_MAX = 20_000_000;

export type PrintReport = Readonly<{
  symbol: string;
  trades: number;
  sizeLots: number;
  byReceipt: PrintShares;
  byExchange: PrintShares;
  models: readonly StandardScore[];
}>;

/** @throws RangeError for more rows than fit */
export async function printReport(
  blocks: AsyncIterable<MarketBlock>,
  { spec, instrument }: Readonly<{ spec: InstrumentSpec; instrument: number }>,
): Promise<PrintReport> {
  const rows: MarketRow[] = [];
  for await (const block of blocks) {
    for (const row of rowsOf(block)) if (row.instrument === instrument && isOfBook(row)) rows.push({ ...row });
    if (rows.length > ROWS_MAX) throw new RangeError(`a session may have ${ROWS_MAX} rows of an instrument`);
  }
  const trades = rows.filter(({ kind }) => kind === KIND.trade);
  const sizeLots = Math.max(Math.floor(median(trades.map((row) => row.sizeLots))), 1);
  return {
    symbol: spec.symbol,
    trades: trades.length,
    sizeLots,
    byReceipt: printShares(rows),
    byExchange: printShares(inExchangeOrder(rows)),
    models: standardOrders(rows, { spec, lots: sizeLots }),
  };
}

const isOfBook = ({ kind }: MarketRow): boolean => kind <= KIND.bookGap;

/** By the venue's stamps. A trade goes before a book message of the same stamp, which shows what it left. */
const inExchangeOrder = (rows: readonly MarketRow[]): MarketRow[] =>
  rows.toSorted((a, b) => a.exchangeAt - b.exchangeAt || Number(b.kind === KIND.trade) - Number(a.kind === KIND.trade));
