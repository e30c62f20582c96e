/**
 * What the models make of a market's prints: each ten seconds a buy joins the best bid and a sell the best ask, of
 * the size of the median print, and stays for a minute. No latency, so that nothing but the model differs.
 */
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketRow } from "@/server/domain/market-block";
import type { FillRule } from "@/server/domain/order";
import { modelName, ShadowField, type ShadowOrder } from "@/server/services/queue-truth/shadow-field";

const EVERY_MICROS = 10_000_000;
const LIFE_MICROS = 60_000_000;

export const PRINT_MODELS: readonly QueueModelSettings[] = [
  { kind: "riskAverse" },
  { kind: "power", exponent: 1 },
  { kind: "log" },
  { kind: "touch" },
];

export type StandardScore = Readonly<{
  model: string;
  orders: number;
  filled: number;
  lots: number;
  wantedLots: number;
  /** Lots by the rule that filled them. */
  rules: Readonly<Partial<Record<FillRule, number>>>;
}>;

export function standardOrders(
  rows: Iterable<MarketRow>,
  { spec, lots }: Readonly<{ spec: InstrumentSpec; lots: number }>,
): StandardScore[] {
  const field = new ShadowField({ spec, models: PRINT_MODELS });
  const { book } = field.market;
  const ended: ShadowOrder[] = [];
  const live: ShadowOrder[] = [];
  let nextAt = 0;
  for (const row of rows) {
    const at = row.exchangeAt;
    for (let first = live[0]; first && first.at + LIFE_MICROS < at; first = live[0]) {
      field.leave(first);
      ended.push(first);
      live.shift();
    }
    if (at >= nextAt && book.isReady && book.isValid()) {
      nextAt = at + EVERY_MICROS;
      for (const side of [0, 1]) {
        const order = field.enter({ side, priceTicks: book.levelPrice(side, 0), lots, at: at - 1 });
        if (order) live.push(order);
      }
    }
    field.apply(row);
  }
  return PRINT_MODELS.map((settings, i) => {
    const fills = ended.map(({ shadows }) => shadows[i]?.fills ?? []);
    const got = fills.map((some) => some.reduce((sum, fill) => sum + fill.lots, 0));
    const rules: Partial<Record<FillRule, number>> = {};
    for (const fill of fills.flat()) rules[fill.rule] = (rules[fill.rule] ?? 0) + fill.lots;
    return {
      model: modelName(settings),
      orders: ended.length,
      filled: got.filter((filled) => filled >= lots).length,
      lots: got.reduce((sum, filled) => sum + filled, 0),
      wantedLots: ended.length * lots,
      rules,
    };
  });
}
