import { defaultParams, getStrategy } from "@/server/strategies/registry";
import type { EngineCase } from "./engine-run";

/** DESIGN: ten million events a second for the book alone, five with one working order and bands. */
const BOOK_AIM = 10_000_000;
const BANDS_AIM = 5_000_000;
const STRATEGY = "order-flow-imbalance";

export type NamedCase = EngineCase & Readonly<{ id: string; what: string; aim: number | null }>;

const LOG = { kind: "log" } as const;
const one = { ordersEach: 1, hasBands: false, aim: null } as const;

/** On one instrument. The first is what the others are compared with. */
export const CASES: readonly NamedCase[] = [
  { id: "engine.book", what: "Engine, book only", ordersEach: 0, model: LOG, hasBands: false, aim: BOOK_AIM },
  {
    ...one,
    id: "engine.order.riskAverse",
    what: "Engine, one working order, riskAverse",
    model: { kind: "riskAverse" },
  },
  {
    ...one,
    id: "engine.order.power",
    what: "Engine, one working order, power(3)",
    model: { kind: "power", exponent: 3 },
  },
  { ...one, id: "engine.order.log", what: "Engine, one working order, log", model: LOG },
  { ...one, id: "engine.order.touch", what: "Engine, one working order, touch", model: { kind: "touch" } },
  { ...one, id: "engine.bands", what: "Engine, one working order, bands", model: LOG, hasBands: true, aim: BANDS_AIM },
  { ...one, id: "engine.orders", what: "Engine, 100 working orders, log", model: LOG, ordersEach: 100 },
  {
    ...one,
    id: "engine.strategy",
    what: `Engine with ${STRATEGY}`,
    model: LOG,
    strategy: { name: STRATEGY, make: () => getStrategy(STRATEGY).create(defaultParams(STRATEGY)) },
  },
  {
    ...one,
    id: "engine.strategy.bands",
    what: `Engine with ${STRATEGY} and bands`,
    model: LOG,
    hasBands: true,
    strategy: { name: STRATEGY, make: () => getStrategy(STRATEGY).create(defaultParams(STRATEGY)) },
  },
];

/** On ten instruments, a working order in each. */
export const TEN: EngineCase = { ordersEach: 1, model: LOG, hasBands: false };
