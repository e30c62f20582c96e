/** The de-peg of USDC, 10 to 12 March 2023, from recorded candles: a desk in USD that holds USDC and bitcoin, and a strategy that buys each dip. */
import type { DeskSettings } from "@/server/domain/desk-settings";
import { notionalAtoms } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import { MICROS_PER_MINUTE, MICROS_PER_SECOND, micros } from "@/server/domain/micros";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import { defaultSettings } from "@/server/services/desks/default-settings";
import { buildMarketFacts } from "@/server/services/risk/market-facts";
import { testSpec } from "@/server/testing/engine-run";
import { CandleMarket, type MinuteCandle } from "./candle-market";
import { candleStore } from "./candle-store";
import { DayLog } from "./day-log";
import type { DepegMinutes } from "./depeg-candles";
import { DipBuyer } from "./dip-buyer";

const coin = (base: string, steps: Readonly<{ tickSize: string; lotSize: string }>) =>
  testSpec({
    venueId: "recorded-2023",
    symbol: `${base}/USD`,
    venueSymbol: `${base}USD`,
    base,
    quote: "USD",
    ...steps,
  });

const USDC = coin("USDC", { tickSize: "0.0001", lotSize: "0.01" });
const BTC = coin("BTC", { tickSize: "0.01", lotSize: "0.00001" });
const START = Date.UTC(2023, 2, 10, 12) * 1_000;
const HOURS = 37;
const SLOT_MINUTES = 15;
/** Bought by hand in the first minutes: shares of equity. */
const HOLDINGS = [0.24, 0.2] as const;

export type DepegRun = Readonly<{ log: DayLog; digest: string }>;

export async function runDepeg({ usdc, btc }: DepegMinutes): Promise<DepegRun> {
  const instruments = [USDC, BTC];
  const strategies = [{ name: "dip-buyer", enabled: true, params: {} }];
  const base = defaultSettings({ venueId: "recorded-2023", instruments, seed: 1, strategies });
  const settings: DeskSettings = { ...base, execution: { ...base.execution, bands: null } };
  const engine = Engine.create(settings, () => [new DipBuyer(instruments.length)]);
  const log = new DayLog(SLOT_MINUTES * MICROS_PER_MINUTE);
  const market = new CandleMarket(instruments);
  const store = candleStore(new Map(instruments.map(({ id }, i) => [id, [usdc, btc][i] ?? []])));
  const instrumentIds = instruments.map(({ id }) => id);
  const starts = [usdc, btc].map((minutes) => minutes.findIndex(({ openAt }) => openAt >= START));
  for (let minute = 0; minute < HOURS * 60; minute++) {
    const at = START + minute * MICROS_PER_MINUTE;
    const candles = [usdc, btc].map((minutes, i) => candleAt(minutes, { from: (starts[i] ?? 0) + minute, at }));
    if (minute % 60 === 0) {
      const facts = await buildMarketFacts(store, { instrumentIds, at: micros(at) });
      engine.applyCommand({ id: `facts-${minute}`, body: { kind: "marketFacts", facts } }, micros(at));
    }
    const share = HOLDINGS[minute - 1];
    if (share !== undefined) hold(engine, { settings, instrument: minute - 1, share, at });
    applyWithTimers(engine, market.minute(at, candles));
    log.see(engine.drainEffects());
    log.price(at, candles[0]?.close ?? 0);
  }
  applyTimersUntil(engine, engine.now() + 2 * MICROS_PER_SECOND);
  log.see(engine.drainEffects());
  return { log, digest: engine.digest() };
}

const candleAt = (
  minutes: readonly MinuteCandle[],
  { from, at }: Readonly<{ from: number; at: number }>,
): MinuteCandle | null => (minutes[from]?.openAt === at ? (minutes[from] ?? null) : null);

type Wish = Readonly<{ settings: DeskSettings; instrument: number; share: number; at: number }>;

function hold(engine: Engine, { settings, instrument, share, at }: Wish): void {
  const spec = settings.instruments[instrument];
  if (!spec) return;
  const ask = engine.book(instrument).bestAsk();
  const size = (Number(engine.view().equity.equityAtoms) * share) / Number(notionalAtoms(spec, ask, 1));
  const terms = { side: "buy", type: "market", timeInForce: "GTC", postOnly: false, limitTicks: null } as const;
  const order = { instrumentId: spec.id, ...terms, sizeLots: lots(Math.floor(size)) };
  engine.applyCommand({ id: `hold-${instrument}`, body: { kind: "submit", order } }, micros(at));
}
