/**
 * Queue models against the truth: cases from an order-by-order feed, scored. Three looks at the same feed:
 * real orders with their own lots shown, the same with them withheld, and probes at random moments.
 */
import type { QueueModelSettings } from "@/server/domain/desk-settings";
import type { InstrumentSpec } from "@/server/domain/instrument";
import type { MarketBlock } from "@/server/domain/market-block";
import { Rng } from "@/server/domain/rng";
import { type CancelGroup, CancelOrigins } from "./cancel-origins";
import { exactTruth, Probes, probeTimes } from "./probes";
import { RealOrders, type Selection } from "./real-orders";
import { scoreCases, type TruthScore } from "./score";
import { ShadowField } from "./shadow-field";
import type { TruthCase } from "./truth-case";

/** Candidates for the base model; `touch` is a bound, `exact` the truth. */
export const BASE_MODELS: readonly QueueModelSettings[] = [
  { kind: "riskAverse" },
  { kind: "power", exponent: 1 },
  { kind: "power", exponent: 2 },
  { kind: "power", exponent: 3 },
  { kind: "log" },
];
export const GUESSING_MODELS: readonly QueueModelSettings[] = [...BASE_MODELS, { kind: "touch" }];
const ALL_MODELS: readonly QueueModelSettings[] = [...GUESSING_MODELS, { kind: "exact" }];

/** Orders of the recorded feed live for minutes. */
const PROBE_LIFE_MICROS = 300_000_000;
const FORECAST_SECONDS = 60;

export type TruthSection = Readonly<{ title: string; score: TruthScore }>;
export type QueueTruth = Readonly<{ sections: readonly TruthSection[]; cancels: readonly CancelGroup[] }>;

export type QueueTruthOptions = Readonly<{
  spec: InstrumentSpec;
  /** Each call reads the feed anew. */
  blocks: () => AsyncIterable<MarketBlock>;
  seed: number;
  /** At most so many real orders. */
  ordersMax: number;
  probes: number;
  nearPpm: number;
  signal: AbortSignal;
}>;

export async function queueTruth(options: QueueTruthOptions): Promise<QueueTruth> {
  const { spec, blocks, seed } = options;
  const shown = await realOrders(options, "shown");
  const withheld = await realOrders(options, "withheld");
  const { from, to } = shown.span;
  const times = probeTimes({ seed, count: options.probes, from, to: to - PROBE_LIFE_MICROS });
  const field = new ShadowField({ spec, models: ALL_MODELS });
  const cancels = new CancelOrigins(field, BASE_MODELS);
  const probes = new Probes({ cancels, field, truth: exactTruth(), seed, times, lifeMicros: PROBE_LIFE_MICROS });
  for await (const block of blocks()) {
    options.signal.throwIfAborted();
    probes.take(block);
  }
  const section = (title: string, cases: readonly TruthCase[]) => ({
    title,
    score: scoreCases(cases, FORECAST_SECONDS),
  });
  const isBehind = ({ aheadAtEntryLots }: TruthCase) => aheadAtEntryLots > 0;
  const sections = [
    section("Real orders", shown.cases),
    section("Real orders that came behind others", shown.cases.filter(isBehind)),
    section("The same, own lots withheld", withheld.cases.filter(isBehind)),
    section("Probes", probes.finish()),
  ];
  return { sections, cancels: cancels.groups() };
}

async function realOrders(options: QueueTruthOptions, ownLots: Selection["ownLots"]) {
  const { spec, blocks, seed, ordersMax, nearPpm, signal } = options;
  const orders = new RealOrders(new ShadowField({ spec, models: ALL_MODELS }), { nearPpm, ownLots });
  for await (const block of blocks()) {
    signal.throwIfAborted();
    orders.take(block);
  }
  return { span: orders.span, cases: drawn(orders.finish(), { seed, ordersMax }) };
}

/** All of them, or as many as asked for, drawn evenly and left in order. */
function drawn(cases: readonly TruthCase[], { seed, ordersMax }: Readonly<{ seed: number; ordersMax: number }>) {
  if (cases.length <= ordersMax) return cases;
  const rng = Rng.derive(seed, "queue-truth.orders");
  let left = ordersMax;
  return cases.filter((_, i) => {
    if (rng.next() * (cases.length - i) >= left) return false;
    left--;
    return true;
  });
}
