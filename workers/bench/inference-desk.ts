/** An engine with model-signal on one instrument, for measuring what an answer costs it. */
import { instrument } from "@/server/domain/instrument";
import { FLAG, KIND, MarketBlockBuilder, SIDE } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import { Engine } from "@/server/engine/kernel/engine";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { createStrategies, defaultParams } from "@/server/strategies/registry";

const SPEC = instrument({
  venueId: "bench",
  symbol: "ABC/USDT",
  venueSymbol: "ABCUSDT",
  base: "ABC",
  quote: "USDT",
  version: 1,
  tickSize: "0.01",
  lotSize: "0.001",
  minNotional: "5",
  makerFeePpm: 1_000,
  takerFeePpm: 1_000,
});
const LEVELS = 20;

export function deciderOf() {
  const strategies = [{ name: "model-signal", enabled: true, params: defaultParams("model-signal") }];
  const settings = defaultSettings({ venueId: "bench", instruments: [SPEC], seed: 1, strategies });
  const engine = Engine.create(settings, () => createStrategies(strategies));
  let signals = 0;
  let seq = 0;
  return {
    instrumentId: SPEC.id,
    signals: () => signals,
    /** A whole book around the price, ticks. */
    market(at: Micros, ticks: number): void {
      const rows = new MarketBlockBuilder(2 * LEVELS);
      for (let level = 0; level < LEVELS; level++) {
        for (const [side, way] of [
          [SIDE.bid, -1],
          [SIDE.ask, 1],
        ] as const) {
          const isLast = level === LEVELS - 1 && side === SIDE.ask;
          rows.push({
            exchangeAt: at,
            receivedAt: at,
            seq: ++seq,
            instrument: 0,
            kind: KIND.bookLevel,
            side,
            priceTicks: ticks + way * (1 + level),
            sizeLots: 1_000,
            flags: FLAG.snapshot | (isLast ? FLAG.end : 0),
          });
        }
      }
      engine.applyBlock(rows.take());
      engine.drainEffects();
    },
    decide(prediction: Prediction): void {
      engine.applyPrediction(prediction);
      for (const { kind } of engine.drainEffects()) if (kind === "signal") signals += 1;
    },
  };
}
