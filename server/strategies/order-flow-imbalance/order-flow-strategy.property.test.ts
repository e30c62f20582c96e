import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeskSettings } from "@/server/domain/desk-settings";
import type { Effect } from "@/server/domain/effect";
import { isFinal, type Order } from "@/server/domain/order";
import { Engine } from "@/server/engine/kernel/engine";
import { applyTimersUntil, applyWithTimers } from "@/server/engine/kernel/timers";
import type { Strategy, StrategyContext } from "@/server/engine/strategy/strategy";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { createStrategies } from "@/server/strategies/registry";
import { ABC, fixedLatency, testSettings, XYZ } from "@/server/testing/engine-run";
import { atMillis } from "@/server/testing/market-builder";
import { randomMarket } from "@/server/testing/random-market";

const NAME = "order-flow-imbalance";
const RUNS = 30;

/** Trades on the faintest sign, so that a random market shows every path. */
const EAGER = {
  fastFlowMin: 0.05,
  slowFlowMin: 0.05,
  imbalanceMin: 0.05,
  spreadMaxBps: 100,
  keepShare: 0,
  entrySpacingSeconds: 1,
  entryPatienceSeconds: 3,
  exitPatienceSeconds: 1,
  requoteSeconds: 0.2,
  maxHoldingSeconds: 10,
  stopBps: 5,
};

const settingsOf = (seed: number): DeskSettings =>
  testSettings({
    instruments: [ABC, XYZ],
    seed,
    responseLatency: fixedLatency(seed % 80),
    strategies: [{ name: NAME, enabled: true, params: EAGER }],
  });

const open = (settings: DeskSettings) => Engine.create(settings, () => createStrategies(settings.strategies));
const marketOf = (seed: number) => randomMarket({ seed, instruments: 2, messages: 2_500, gapShare: 0.001 });
const anySeed = fc.integer({ min: 0, max: 1_000_000 });

/** Writes down whether new risk was allowed at each order that the strategy sent. */
function watched(strategy: Strategy, sent: { side: string; mayEnter: boolean }[]): Strategy {
  const within = (ctx: StrategyContext): StrategyContext => ({
    ...ctx,
    submit(draft, note) {
      const instrument = ctx.instruments.findIndex(({ id }) => id === draft.instrumentId);
      sent.push({ side: draft.side, mayEnter: ctx.isOpen(instrument) });
      return ctx.submit(draft, note);
    },
  });
  return {
    name: strategy.name,
    onMarket: (ctx, row) => strategy.onMarket(within(ctx), row),
    onTimer: (ctx) => strategy.onTimer(within(ctx)),
    onOrder: (ctx, order) => strategy.onOrder(within(ctx), order),
    onFill: (ctx, fill) => strategy.onFill(within(ctx), fill),
    onGap: (ctx, instrument) => strategy.onGap(within(ctx), instrument),
    summary: (ctx) => strategy.summary(ctx),
    save: () => strategy.save(),
    restore: (state) => strategy.restore(state),
  };
}

/** Orders of the strategy that are working, per instrument, after each effect. */
function* workingSides(effects: readonly Effect[]): Generator<readonly Order[]> {
  const working = new Map<string, Order>();
  for (const effect of effects) {
    if (effect.kind !== "order") continue;
    const { order } = effect;
    if (isFinal(order.state)) working.delete(order.id);
    else working.set(order.id, order);
    yield [...working.values()].filter(({ instrumentId }) => instrumentId === order.instrumentId);
  }
}

test("buys only when new risk is allowed, one order at a time, and never beyond one entry's size", () => {
  let bought = 0;
  fc.assert(
    fc.property(anySeed, fc.array(fc.nat({ max: 60_000 }), { maxLength: 6 }), (seed, switches) => {
      const settings = settingsOf(seed);
      const sent: { side: string; mayEnter: boolean }[] = [];
      const engine = Engine.create(settings, () =>
        createStrategies(settings.strategies).map((strategy) => watched(strategy, sent)),
      );
      const block = marketOf(seed);
      const edges = switches.toSorted((a, b) => a - b).map((at) => at * 1_000);
      let from = 0;
      for (const [i, edge] of edges.entries()) {
        const to = block.receivedAt.findIndex((at) => at > atMillis(0) + edge);
        if (to <= from) continue;
        applyWithTimers(engine, sliceBlock(block, from, to));
        const state = (["REDUCING", "ACTIVE"] as const)[i % 2] ?? "ACTIVE";
        engine.applyCommand({ id: `cmd-${i}`, body: { kind: "setTradingState", state } }, engine.now());
        from = to;
      }
      applyWithTimers(engine, sliceBlock(block, from, block.length));

      expect(sent.filter(({ side, mayEnter }) => side === "buy" && !mayEnter)).toEqual([]);
      const effects = engine.drainEffects();
      for (const working of workingSides(effects)) expect(working.length).toBeLessThanOrEqual(1);
      // 10,000 x 0.02 x 0.25 at full strength; equity only falls by fees and a few ticks here.
      const cap = 51n * 100_000_000n;
      for (const effect of effects) {
        if (effect.kind === "position") expect(effect.position.costAtoms).toBeLessThanOrEqual(cap);
        if (effect.kind === "fill") bought += 1;
      }
    }),
    { numRuns: RUNS },
  );
  expect(bought).toBeGreaterThan(RUNS);
});

test("a checkpoint through JSON at any moment changes nothing that follows", () => {
  fc.assert(
    fc.property(anySeed, fc.nat({ max: 99 }), (seed, percent) => {
      const settings = settingsOf(seed);
      const block = marketOf(seed);
      const cut = Math.floor((block.length * percent) / 100);

      const whole = open(settings);
      applyWithTimers(whole, block);
      const expected = whole.drainEffects();

      const first = open(settings);
      applyWithTimers(first, sliceBlock(block, 0, cut));
      const before = first.drainEffects();
      first.view();
      const saved = JSON.stringify(first.checkpoint());
      const second = Engine.restore(settings, () => createStrategies(settings.strategies), JSON.parse(saved) as never);
      expect(JSON.stringify(second.checkpoint())).toBe(saved);
      applyWithTimers(second, sliceBlock(block, cut, block.length));
      applyTimersUntil(second, whole.now());

      expect([...before, ...second.drainEffects()]).toEqual(expected);
      expect(second.digest()).toBe(whole.digest());
    }),
    { numRuns: RUNS },
  );
});

/**
 * What is done and thought; what is owned is valued at the last mid, which goes with the books, and so does the cent in
 * the lines of a sizing note.
 */
const doingsOf = (engine: Engine): readonly Effect[] =>
  engine
    .drainEffects()
    .filter(({ kind }) => kind === "order" || kind === "fill" || kind === "signal")
    .map((effect) =>
      effect.kind === "order"
        ? { ...effect, order: { ...effect.order, terms: { confidencePpm: effect.order.terms.confidencePpm ?? 0 } } }
        : effect,
    );

// A desk's commit leaves windows and books out: what it loses by that is what a restart voids anyway.
test("resumed from a lean checkpoint the strategy does what it would have done after a restart", () => {
  fc.assert(
    fc.property(anySeed, fc.nat({ max: 99 }), (seed, percent) => {
      const settings = settingsOf(seed);
      const block = marketOf(seed);
      const cut = Math.floor((block.length * percent) / 100);
      const whole = open(settings);
      applyWithTimers(whole, sliceBlock(block, 0, cut));
      whole.drainEffects();

      const lean = JSON.stringify(whole.checkpoint({ books: false }));
      const resumed = Engine.restore(settings, () => createStrategies(settings.strategies), JSON.parse(lean) as never);
      const at = whole.now();
      for (const engine of [whole, resumed]) {
        engine.applyRestart(at);
        applyWithTimers(engine, sliceBlock(block, cut, block.length));
      }
      expect(doingsOf(resumed)).toEqual(doingsOf(whole));
    }),
    // The example: an order hears of itself while its book is unknown.
    { numRuns: RUNS, examples: [[199_893, 59]] },
  );
});
