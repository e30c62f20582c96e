import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Effect } from "@/server/domain/effect";
import { isAppError } from "@/server/domain/errors";
import type { MarketBlock } from "@/server/domain/market-block";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { randomMarket } from "@/server/testing/random-market";
import { type ReplayInput, replay } from "./replay";
import { rowAt, sliceBlock } from "./slice-block";
import { ThinnedCurve } from "./thinned-curve";

const EAGER = { fastFlowMin: 0.05, slowFlowMin: 0.05, imbalanceMin: 0.05, spreadMaxBps: 100, entrySpacingSeconds: 1 };
const settings = testSettings({
  instruments: [ABC],
  strategies: [{ name: "order-flow-imbalance", enabled: true, params: EAGER }],
});
const market = randomMarket({ seed: 5, messages: 3_000 });

async function* inBlocks(block: MarketBlock, cuts: readonly number[]): AsyncGenerator<MarketBlock> {
  const edges = [0, ...cuts.filter((cut) => cut < block.length).toSorted((a, b) => a - b), block.length];
  for (const [i, edge] of edges.slice(0, -1).entries()) yield sliceBlock(block, edge, edges[i + 1] ?? block.length);
}

const run = (input: Partial<ReplayInput> = {}, cuts: readonly number[] = []) =>
  replay({ blocks: inBlocks(market, cuts), settings, ...input });

describe("replay", () => {
  test("cutting the market into other blocks changes nothing", async () => {
    const whole = await run();
    expect(whole.fills.count).toBeGreaterThan(5);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: market.length }), { maxLength: 10 }), async (cuts) => {
        expect(await run({}, cuts)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  test("a command is applied between the rows of before and after its time, once", async () => {
    const kill = { at: atMillis(20_000), command: { id: "cmd-1", body: { kind: "kill" } } } as const;
    const effects: Effect[] = [];
    const killed = await run({ commands: [kill, kill], onEffects: (some) => effects.push(...some) }, [500, 900]);
    const outcomes = effects.filter((effect) => effect.kind === "command");
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.outcome).toMatchObject({ commandId: "cmd-1", at: atMillis(20_000), accepted: true });
    const later = effects.filter((effect) => effect.kind === "signal" && effect.signal.at > atMillis(20_000));
    expect(later).toEqual([]);
    expect(killed.digest).not.toBe((await run()).digest);
    expect((await run({ commands: [kill] })).digest).not.toBe((await run()).digest);
  });

  test("its sums agree with its rows and with the effects", async () => {
    const effects: Effect[] = [];
    const result = await run({ onEffects: (some) => effects.push(...some) });
    const of = (kind: Effect["kind"]) => effects.filter((effect) => effect.kind === kind).length;
    expect(result.fills).toMatchObject({ count: of("fill") });
    expect(result.roundTrips.count).toBe(of("roundTrip"));
    expect(result.roundTrips.won).toBe(result.roundTrips.rows.filter(({ pnlAtoms }) => pnlAtoms > 0n).length);
    expect(Object.values(result.signals).reduce((sum, count) => sum + count)).toBe(of("signal"));
    expect(Object.values(result.orders.states).reduce((sum, count) => sum + count)).toBe(result.orders.count);
    const samples = effects.flatMap((effect) => (effect.kind === "equity" ? [effect.sample.equityAtoms] : []));
    const [low, high] = samples.reduce(
      ([a, b], value) => [value < a ? value : a, value > b ? value : b],
      [samples[0] ?? 0n, samples[0] ?? 0n],
    );
    expect(result.equity).toMatchObject({ lowAtoms: low, highAtoms: high });
    expect(result.span).toMatchObject({ from: market.receivedAt[0] });
  });

  test("nothing in gives nothing out", async () => {
    const none = await run({ blocks: inBlocks(sliceBlock(market, 0, 0), []) });
    expect(none).toMatchObject({ events: 0, span: null, equity: null, curve: [] });
  });

  test("an aborted one ends with the reason", async () => {
    const reason = new Error("enough");
    await expect(run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("settings that make no sense are refused", async () => {
    const strategies = [{ name: "moon", enabled: true, params: {} }];
    await expect(run({ settings: { ...settings, strategies } })).rejects.toSatisfy(isAppError);
  });
});

test("a curve keeps its first and last point, evenly thinned between, within its bound", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 20 }), (count, half) => {
      const curve = new ThinnedCurve<number>(2 * half);
      for (let i = 0; i < count; i++) curve.add(i);
      const points = curve.points();
      expect(points[0]).toBe(0);
      expect(points.at(-1)).toBe(count - 1);
      expect(points.length).toBeLessThanOrEqual(2 * half + 1);
      const steps = points.slice(1, -1).map((point, i) => point - (points[i] ?? 0));
      expect(new Set(steps).size).toBeLessThanOrEqual(1);
    }),
  );
});

test("rows are found by the time of their receipt", () => {
  for (let i = 0; i < market.length; i += 97) {
    const at = market.receivedAt[i] ?? 0;
    expect(rowAt(market, at, 0)).toBe(market.receivedAt.indexOf(at));
  }
  expect(rowAt(market, Number.POSITIVE_INFINITY, 0)).toBe(market.length);
});
