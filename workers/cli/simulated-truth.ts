/**
 * Probes in the simulated market, where they really stand in its matching engine: the truth comes from there.
 * What the models see is what a client of the market sees: trades as they happen, depth each 100 ms.
 */
import { levelsText } from "@/server/adapters/simulated/binance/wire";
import { CHARACTERS } from "@/server/adapters/simulated/generator/character";
import { SymbolMarket } from "@/server/adapters/simulated/generator/symbol-market";
import { specOfListing } from "@/server/adapters/simulated/listing-spec";
import { createBinanceMapper } from "@/server/adapters/venues/binance/mapper";
import { AppError } from "@/server/domain/errors";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import { FeedNormaliser } from "@/server/services/collector/feed-normaliser";
import { Probes, type ProbeTruth, probeTimes } from "@/server/services/queue-truth/probes";
import { GUESSING_MODELS } from "@/server/services/queue-truth/queue-truth";
import { ShadowField } from "@/server/services/queue-truth/shadow-field";
import type { TruthCase } from "@/server/services/queue-truth/truth-case";

const STEP_MICROS = 100_000;
const WARM_UP_MICROS = 15_000_000;
/** 2026-11-02 00:00 UTC; any time is as good. */
const START_MICROS = 1_793_577_600_000_000;
/** A probe enters about so often. */
const PROBE_EVERY_MICROS = 500_000;
/** This market is busy: most probes near the touch fill or are far away after a minute. */
const LIFE_MICROS = 60_000_000;
const SNAPSHOT_LEVELS = 1_000;

export type SimulatedOptions = Readonly<{ symbol: string; seed: number; probes: number; signal: AbortSignal }>;

export type SimulatedRun = Readonly<{ spec: InstrumentSpec; cases: readonly TruthCase[] }>;

export function simulatedCases({ symbol, seed, probes: count, signal }: SimulatedOptions): SimulatedRun {
  const index = CHARACTERS.findIndex(({ listing }) => listing.symbol === symbol);
  const character = CHARACTERS[index];
  if (!character) throw new AppError("not_found", `the simulated market does not list ${symbol}`);
  const { listing } = character;
  const market = new SymbolMarket({ character, index, seed, startMicros: START_MICROS - WARM_UP_MICROS });
  market.advance(START_MICROS, () => {});
  market.open(START_MICROS);
  const spec = specOfListing(listing, "simulated");
  const normaliser = new FeedNormaliser({ specs: [spec], mapper: createBinanceMapper([spec]) });
  const { lastUpdateId, bids, asks } = market.depth(SNAPSHOT_LEVELS);
  const snapshot = `{"lastUpdateId":${lastUpdateId},"bids":${levelsText(listing, bids)},"asks":${levelsText(listing, asks)}}`;
  normaliser.acceptSnapshot(0, micros(START_MICROS), snapshot);

  const to = START_MICROS + count * PROBE_EVERY_MICROS;
  const times = probeTimes({ seed, count, from: START_MICROS, to });
  const field = new ShadowField({ spec, models: GUESSING_MODELS });
  const probes = new Probes({ field, truth: matchingTruth(market), seed, times: [], lifeMicros: LIFE_MICROS });
  let next = 0;
  for (let at = START_MICROS; at <= to + LIFE_MICROS + STEP_MICROS; at += STEP_MICROS) {
    signal.throwIfAborted();
    probes.take(normaliser.take());
    probes.advance(at);
    // A µs before: messages of this very ms count as later.
    for (; (times[next] ?? Number.POSITIVE_INFINITY) <= at; next++) probes.enter(at - 1);
    const until = at + STEP_MICROS;
    const accept = (stream: string, data: string) => {
      if (/@(depth@100ms|trade)$/.test(stream)) normaliser.accept(micros(until), data);
    };
    market.advance(until, accept);
    market.publishDepth(until, accept);
  }
  return { spec, cases: probes.finish() };
}

function matchingTruth(market: SymbolMarket): ProbeTruth {
  const ids = new Map<TruthCase, number>();
  const byId = new Map<number, TruthCase>();
  market.onShadowFill = ({ orderId, lots }, at) => byId.get(orderId)?.fills.push({ at, lots });
  return {
    entered: (of) => {
      const { side, priceTicks, lots } = of.order;
      const { orderId } = market.engine.submitShadow({ side: side === 0 ? "bid" : "ask", ticks: priceTicks, lots });
      ids.set(of, orderId);
      byId.set(orderId, of);
    },
    aheadLots: (of) => market.engine.queuePlace(ids.get(of) ?? -1)?.aheadLots ?? 0,
    left: (of) => {
      const id = ids.get(of) ?? -1;
      market.engine.cancel(id);
      ids.delete(of);
      byId.delete(id);
    },
  };
}
