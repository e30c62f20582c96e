/**
 * Parent orders on recorded Binance sessions: 0.5 BTC or 5 ETH, bought within a minute, again and again by each
 * algo. A spread of one tick costs next to nothing to cross there; what rests is filled when the price leaves it.
 */
import path from "node:path";
import { expect, test } from "vitest";
import { parseAtoms } from "@/server/domain/atoms";
import type { Effect } from "@/server/domain/effect";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { lots } from "@/server/domain/lots";
import type { MarketBlock } from "@/server/domain/market-block";
import type { Fill } from "@/server/domain/order";
import type { ParentDraft, ParentOrder } from "@/server/domain/parent-order";
import { DEFAULT_RISK } from "@/server/domain/risk/risk-profiles";
import { Engine } from "@/server/engine/kernel/engine";
import { applyWithTimers } from "@/server/engine/kernel/timers";
import { DEFAULT_EXECUTION, defaultSettings } from "@/server/services/desks/default-settings";
import { parentDraft } from "@/server/testing/parent-run";
import { openRecordedMarket } from "@/workers/cli/recorded-blocks";
import { haveRecordings, RECORDINGS } from "./raw-binance";

type Session = Readonly<{ name: string; instruments: readonly InstrumentSpec[]; blocks: readonly MarketBlock[] }>;
type Told = Readonly<{ makerShare: number; delayBps: number; tradingBps: number; totalBps: number }>;

const BEGINS_EVERY_MICROS = 10_000_000;

async function openSession(name: string): Promise<Session> {
  const market = await openRecordedMarket(path.join(RECORDINGS, name));
  const blocks: MarketBlock[] = [];
  for await (const block of market.blocks()) blocks.push(block);
  return { name, instruments: market.instruments, blocks };
}

test
  .skipIf(!haveRecordings)
  .each([["spot/btcusdt_20240808.gz"], ["spot/btcusdt_20240809.gz"], ["spot/ethusdt_20240808.gz"]])(
  "%s: every parent ends done, and the parts of its cost are where they belong",
  { timeout: 120_000 },
  async (name) => {
    const session = await openSession(name);
    const crossing = run(session, "TWAP, crossing", { slices: 6 });
    const passive = run(session, "TWAP, passive first", { slices: 6, isPassiveFirst: true });
    const adaptive = run(session, "adaptive, a tenth", { kind: "adaptive", participationPpm: 100_000 });
    expect(crossing.makerShare).toBe(0);
    // A tick of 0.01 on 60,000 or 2,600 USDT is less than 0.05 bp; the rest is what moves within a latency.
    expect(Math.abs(crossing.tradingBps)).toBeLessThan(0.3);
    expect(passive.makerShare).toBeGreaterThan(0.8);
    expect(passive.tradingBps).toBeGreaterThan(crossing.tradingBps);
    expect(adaptive.makerShare).toBeGreaterThan(0.2);
    expect(adaptive.makerShare).toBeLessThan(passive.makerShare);
  },
);

function run({ name, instruments, blocks }: Session, algo: string, change: Partial<ParentDraft>): Told {
  const settings = defaultSettings({ venueId: "recorded-algos", instruments, seed: 1, strategies: [] });
  const engine = Engine.create(
    {
      ...settings,
      openingBalanceAtoms: parseAtoms("100000000"),
      risk: { ...DEFAULT_RISK, ordersPerMinuteMax: 1_000, openOrdersMax: 100 },
      execution: { ...DEFAULT_EXECUTION, bands: null },
    },
    () => [],
  );
  const sizeLots = lots(50_000);
  const instrumentId = instruments[0]?.id ?? "";
  const draft = { ...parentDraft({ durationMicros: 60_000_000 }), instrumentId, sizeLots, ...change };
  const effects: Effect[] = [];
  let begunAt = 0;
  for (const block of blocks) {
    applyWithTimers(engine, block);
    const now = engine.now();
    if (now - begunAt >= BEGINS_EVERY_MICROS) {
      begunAt = now;
      engine.applyCommand({ id: `start-${now}`, body: { kind: "startParent", parent: draft } }, now);
    }
    effects.push(...engine.drainEffects());
  }
  const told = tellOf(effects);
  const cells = Object.entries(told).map(([key, value]) => `${key} ${value.toFixed(3)}`);
  process.stdout.write(`${name}, ${algo}: ${cells.join(", ")}\n`);
  return told;
}

function tellOf(effects: readonly Effect[]): Told {
  const ended: ParentOrder[] = [];
  const fills: Fill[] = [];
  for (const effect of effects) {
    if (effect.kind === "fill") fills.push(effect.fill);
    if (effect.kind === "command") expect(effect.outcome.reason).toBeNull();
    if (effect.kind === "parent" && effect.parent.state !== "ACTIVE") ended.push(effect.parent);
  }
  expect(ended.length).toBeGreaterThan(5);
  expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(["DONE"]));
  const bpsOf = (part: "delayAtoms" | "tradingAtoms" | "totalAtoms") =>
    mean(ended.map(({ shortfall, filledAtoms }) => (1e4 * Number(shortfall?.[part])) / Number(filledAtoms)));
  const lotsOf = (some: readonly Fill[]) => some.reduce((sum, { sizeLots }) => sum + sizeLots, 0);
  return {
    makerShare: lotsOf(fills.filter(({ liquidity }) => liquidity === "maker")) / lotsOf(fills),
    delayBps: bpsOf("delayAtoms"),
    tradingBps: bpsOf("tradingAtoms"),
    totalBps: bpsOf("totalAtoms"),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
