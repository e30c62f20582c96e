/** Random desks that trade perpetuals: linear, inverse, or a linear one beside spot. Their marks jump far enough to take positions over. */
import fc from "fast-check";
import { parseAtoms } from "@/server/domain/atoms";
import type { CommandBody } from "@/server/domain/command";
import type { DeskSettings, MarginMode } from "@/server/domain/desk-settings";
import { type InstrumentInput, type InstrumentSpec, instrument } from "@/server/domain/instrument";
import { FLAG, KIND, type MarketBlock, MarketBlockBuilder, type MarketRow } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import type { Order, OrderDraft } from "@/server/domain/order";
import { Rng } from "@/server/domain/rng";
import type { Engine } from "@/server/engine/kernel/engine";
import { XYZ } from "./engine-run";
import { LINEAR } from "./perpetuals";
import { anyScenario, type Scenario, settingsOf, type World } from "./random-desk";
import { randomMarket } from "./random-market";

export type PerpScenario = Scenario &
  Readonly<{ kind: "linear" | "inverse" | "mixed"; mode: MarginMode; leverage: number }>;

export const anyPerpScenario: fc.Arbitrary<PerpScenario> = fc
  .tuple(
    anyScenario,
    fc.constantFrom("linear", "inverse", "mixed" as const),
    fc.constantFrom<MarginMode>("isolated", "cross"),
    fc.constantFrom(1, 5, 20, 50),
  )
  .map(([scenario, kind, mode, leverage]) => {
    // The feed of orders, which the exact model needs, is of spot.
    const model = scenario.model.kind === "exact" ? ({ kind: "log" } as const) : scenario.model;
    return { ...scenario, model, kind, mode, leverage };
  });

/** The random market moved down to about 500 ticks, 5.00, so that its steps of a tick or three are whole per mille. */
const MOVED_TICKS = 9_500;
const MID_TICKS = 500;

const perpetual = (change: Partial<InstrumentInput>): InstrumentSpec =>
  instrument({
    venueId: "test",
    version: 1,
    makerFeePpm: 200,
    takerFeePpm: 500,
    venueSymbol: "PERP",
    symbol: "ABC/USDT:USDT",
    base: "ABC",
    quote: "USDT",
    tickSize: "0.01",
    lotSize: "0.01",
    minNotional: "1",
    contract: LINEAR.contract,
    ...change,
  });
const inverse = (base: string): InstrumentSpec =>
  perpetual({
    symbol: `${base}/USD:COIN`,
    base,
    quote: "USD",
    lotSize: "1",
    minNotional: "0",
    // Contracts of 1 USD: at 5.00 a fifth of a coin.
    contract: LINEAR.contract && { ...LINEAR.contract, kind: "inverse", settle: "COIN", inverseAtoms: 10_000_000_000n },
  });

const INSTRUMENTS: Readonly<Record<PerpScenario["kind"], readonly InstrumentSpec[]>> = {
  linear: [perpetual({}), perpetual({ symbol: "XYZ/USDT:USDT", base: "XYZ" })],
  inverse: [inverse("ABC"), inverse("XYZ")],
  mixed: [perpetual({}), XYZ],
};

export function perpWorld(scenario: PerpScenario): World {
  const { kind, mode, leverage, seed } = scenario;
  const instruments = INSTRUMENTS[kind];
  const base = settingsOf(scenario);
  const settings: DeskSettings = {
    ...base,
    instruments,
    // Little enough for cross positions to eat it up.
    openingBalanceAtoms: parseAtoms(kind === "inverse" ? "100" : seed % 2 === 0 ? "100" : "20"),
    risk: { ...base.risk, positionCapPpm: 100_000_000 },
    execution: { ...base.execution, margin: { mode, leverage } },
  };
  return { settings, block: withMarks(randomMarket({ ...scenario, instruments: 2 }), scenario), command };
}

/** A mark now and then, up to 6 % off; and a rate for each of the coming seconds. */
function withMarks(block: MarketBlock, { seed, kind }: PerpScenario): MarketBlock {
  const rng = Rng.derive(seed, "marks");
  const rows = new MarketBlockBuilder(block.length * 2);
  const below = (bound: number) => Math.floor(rng.next() * bound);
  for (let i = 0; i < block.length; i++) {
    const row = rowAt(block, i);
    rows.push(row);
    const instrument = below(kind === "mixed" ? 1 : 2);
    if ((row.flags & FLAG.end) === 0) continue;
    const extra = { ...row, instrument, flags: FLAG.end, side: 0 };
    if (rng.next() < 0.1)
      rows.push({ ...extra, kind: KIND.mark, priceTicks: MID_TICKS - 30 + below(60), sizeLots: below(1_000_000) });
    if (rng.next() < 0.05) {
      const next = (Math.floor(row.exchangeAt / 1_000_000) + 1 + below(2)) * 1_000_000;
      rows.push({ ...extra, kind: KIND.funding, priceTicks: below(2_000_000) - 1_000_000, sizeLots: 0, seq: next });
    }
  }
  return rows.take();
}

const rowAt = (block: MarketBlock, i: number): MarketRow => ({
  exchangeAt: micros(block.exchangeAt[i] ?? 0),
  receivedAt: micros(block.receivedAt[i] ?? 0),
  seq: block.seq[i] ?? 0,
  priceTicks: Math.max((block.priceTicks[i] ?? 0) - MOVED_TICKS, 0),
  sizeLots: block.sizeLots[i] ?? 0,
  instrument: block.instrument[i] ?? 0,
  kind: block.kind[i] ?? 0,
  side: block.side[i] ?? 0,
  flags: block.flags[i] ?? 0,
});

/** Longs, shorts and flips of any size, some that only reduce; leverage set when it may be, and when not. */
function command(rng: Rng, engine: Engine): CommandBody {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const { positions, working, strategiesPaused, tradingState } = engine.view();
  if ((strategiesPaused || tradingState !== "ACTIVE") && rng.next() < 0.4) return { kind: "resume" };
  const instrument = below(positions.length);
  const { instrumentId = "" } = positions[instrument] ?? {};
  const order = working[below(working.length)];
  const roll = rng.next();
  if (roll < 0.65 || !order)
    return { kind: "submit", order: anyDraft(rng, { instrumentId, near: engine.book(instrument).bestBid() }) };
  if (roll < 0.75) return { kind: "cancel", orderId: order.id };
  if (roll < 0.85) {
    const sizeLots = (rng.next() < 0.5 ? null : 1 + below(600)) as Order["sizeLots"] | null;
    const limitTicks = (
      rng.next() < 0.5 ? null : (order.limitTicks ?? MID_TICKS) + below(20) - 10
    ) as Order["limitTicks"];
    return { kind: "amend", orderId: order.id, limitTicks, sizeLots };
  }
  if (roll < 0.91) {
    const leverage = 1 + below(52);
    return { kind: "setLeverage", instrumentId, leverage, mode: rng.next() < 0.5 ? "cross" : "isolated" };
  }
  if (roll < 0.96) return { kind: "cancelAll", instrumentId: null };
  if (roll < 0.98) return { kind: "flatten" };
  return rng.next() < 0.5 ? { kind: "pause" } : { kind: "setTradingState", state: "REDUCING" };
}

function anyDraft(rng: Rng, { instrumentId, near }: { instrumentId: string; near: number }): OrderDraft {
  const below = (bound: number) => Math.floor(rng.next() * bound);
  const isMarket = rng.next() < 0.4;
  const limit = (Number.isNaN(near) ? MID_TICKS : near) + below(20) - 10;
  return {
    instrumentId,
    side: rng.next() < 0.5 ? "buy" : "sell",
    type: isMarket ? "market" : "limit",
    timeInForce: (["GTC", "GTC", "IOC", "FOK"] as const)[below(4)] ?? "GTC",
    postOnly: false,
    limitTicks: (isMarket ? null : limit) as OrderDraft["limitTicks"],
    sizeLots: (1 + below(rng.next() < 0.3 ? 3_000 : 300)) as OrderDraft["sizeLots"],
    ...(rng.next() < 0.2 ? { terms: { reduceOnly: true } } : {}),
  };
}
