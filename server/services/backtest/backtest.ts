/**
 * A model's answers traded through the real engine over candles: the strategy, the sizing, the risk limits, the latency
 * and the ledger of a desk. What differs from a desk is the market, which is made of bars, and is said here.
 */
import { parseAtoms } from "@/server/domain/atoms";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { TradingSpec } from "@/server/domain/models/recipe";
import type { Fill } from "@/server/domain/order";
import type { EquitySample, RoundTrip } from "@/server/domain/portfolio";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, CANDLE_SILENCE_MICROS } from "@/server/engine/kernel/timers";
import type { Bar } from "@/server/features/bars/bar";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { createStrategies, defaultParams } from "@/server/strategies/registry";
import { candleMoments } from "./candle-market";

/** DOMAIN 4, without book data. */
export const SLIPPAGE_PPM = 500;
const FEE_PPM = 1_000;
/** A bar is final two seconds after its end. */
const FINAL_MICROS = 2_000_000;
const HOUR = 3_600_000_000;
const OPENING = "10000";

export type Answer = Readonly<{
  /** Index into the instruments. */
  instrument: number;
  /** End of the bar. */
  askedAt: number;
  upPpm: number;
  confidencePpm: number;
}>;

export type BacktestInput = Readonly<{
  /** Prices in ticks, volumes in lots; all of the time that is traded, and nothing before it. */
  instruments: readonly Readonly<{ spec: InstrumentSpec; bars: readonly Bar[] }>[];
  gridMicros: number;
  horizonMicros: number;
  /** Rising by `askedAt`, then by instrument. */
  answers: readonly Answer[];
  /** From the row to the answer, as measured. */
  latencyMicros: number;
  trading: TradingSpec;
  slippagePpm: number;
  seed: number;
  signal: AbortSignal;
}>;

export type Backtest = Readonly<{
  opening: number;
  /** The last sample of each bar's end. */
  equity: readonly Readonly<{ at: number; equity: number }>[];
  trips: readonly RoundTrip[];
  fills: readonly Fill[];
  /** Orders that the desk or the venue refused, by rule. */
  refusals: Readonly<Record<string, number>>;
  digest: string;
}>;

export function backtest(input: BacktestInput): Backtest {
  const settings = candleDesk(input);
  const engine = Engine.create(settings, () => createStrategies(settings.strategies));
  const tally = createTally();
  const answers = input.answers;
  let next = 0;
  const tell = (until: number) => {
    for (let answer = answers[next]; answer && toldAt(answer, input) <= until; answer = answers[++next]) {
      applyTimersUntil(engine, toldAt(answer, input), CANDLE_SILENCE_MICROS);
      engine.applyPrediction(predictionOf(answer, input));
    }
  };
  for (const { at, block } of candleMoments(input.instruments, input)) {
    input.signal.throwIfAborted();
    tell(at);
    applyTimersUntil(engine, at, CANDLE_SILENCE_MICROS);
    engine.applyBlock(block);
    for (const effect of engine.drainEffects()) tally.add(effect);
    tally.close(at);
  }
  return { ...tally.result(), digest: engine.digest() };
}

const toldAt = ({ askedAt }: Answer, { latencyMicros }: BacktestInput): number =>
  askedAt + FINAL_MICROS + latencyMicros;

function predictionOf(answer: Answer, input: BacktestInput): Prediction {
  const { upPpm, confidencePpm, instrument, askedAt } = answer;
  return {
    model: "backtest",
    version: 1,
    role: "champion",
    instrumentId: input.instruments[instrument]?.spec.id ?? "",
    askedAt: micros(askedAt),
    gridMicros: input.gridMicros,
    horizonMicros: input.horizonMicros,
    at: micros(toldAt(answer, input)),
    latencyMicros: input.latencyMicros,
    featuresHash: "",
    probabilitiesPpm: [1_000_000 - upPpm, upPpm],
    upPpm,
    confidencePpm,
    refusal: null,
    reasons: [],
  };
}

/**
 * A new desk with the fees of DOMAIN 4. Between two bars a market of candles is silent by its nature, and has one level
 * a side: limits on silence stretch over two bars and a half, and none asks for the quality of a feed. All other limits
 * are a new desk's.
 */
function candleDesk({ instruments, gridMicros, trading, seed }: BacktestInput): DeskSettings {
  const defaults = defaultSettings({
    venueId: "candles",
    instruments: instruments.map(({ spec }) => spec),
    seed,
    strategies: [{ name: "model-signal", enabled: true, params: paramsOf(trading) }],
  });
  const silence = Math.min(Math.round(gridMicros * 2.5), HOUR);
  return {
    ...defaults,
    openingBalanceAtoms: parseAtoms(OPENING),
    risk: {
      ...DEFAULT_RISK,
      staleFeedMicros: silence,
      staleBookMicros: silence,
      heartbeatMicros: silence,
      qualityMin: 0,
    },
    execution: {
      ...defaults.execution,
      bands: null,
      fees: { tiers: [{ fromVolumeAtoms: parseAtoms("0"), makerFeePpm: FEE_PPM, takerFeePpm: FEE_PPM }], tier: 0 },
    },
  };
}

/** At market both ways: what a bar's book would have let wait at the touch is not known. */
function paramsOf({ probabilityMin, confidenceMin, holdMicrosMax }: TradingSpec): Readonly<Record<string, number>> {
  const defaults = defaultParams("model-signal");
  const strong = (value: number, floor: number) => Math.max(value, floor);
  return {
    ...defaults,
    buyProbability: probabilityMin,
    sellProbability: 1 - probabilityMin,
    buyConfidence: confidenceMin,
    sellConfidence: confidenceMin,
    strongBuyProbability: strong(probabilityMin, defaults["strongBuyProbability"] ?? 0),
    strongSellProbability: 1 - strong(probabilityMin, 1 - (defaults["strongSellProbability"] ?? 1)),
    strongBuyConfidence: strong(confidenceMin, defaults["strongBuyConfidence"] ?? 0),
    strongSellConfidence: strong(confidenceMin, defaults["strongSellConfidence"] ?? 0),
    crossSpread: 1,
    exitPatienceSeconds: 0,
    holdSeconds: Math.round(holdMicrosMax / 1_000_000),
  };
}

function createTally() {
  const equity: { at: number; equity: number }[] = [];
  const trips: RoundTrip[] = [];
  const fills: Fill[] = [];
  const refusals: Record<string, number> = {};
  let last: EquitySample | null = null;
  const opening = Number(OPENING);
  return {
    add(effect: Effect) {
      if (effect.kind === "equity") last = effect.sample;
      else if (effect.kind === "roundTrip") trips.push(effect.trip);
      else if (effect.kind === "fill") fills.push(effect.fill);
      else if (effect.kind === "order" && effect.order.state === "REJECTED") {
        const rule = effect.order.reason?.rule ?? "unknown";
        refusals[rule] = (refusals[rule] ?? 0) + 1;
      }
    },
    close(at: number) {
      equity.push({ at, equity: last ? Number(last.equityAtoms) / 1e8 : opening });
    },
    result: () => ({ opening, equity, trips, fills, refusals }),
  };
}
