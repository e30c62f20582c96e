import { describe, expect, test } from "vitest";
import type { InstrumentSpec } from "@/server/domain/instrument";
import { micros } from "@/server/domain/micros";
import type { Prediction } from "@/server/domain/models/prediction";
import type { RiskSettings } from "@/server/domain/risk/risk-settings";
import { Engine } from "@/server/engine/kernel/engine";
import { createStrategies, defaultParams } from "@/server/strategies/registry";
import { ABC, EngineRun, testSettings, testSpec } from "@/server/testing/engine-run";
import { T0 } from "@/server/testing/market-builder";
import { LINEAR as PERP } from "@/server/testing/perpetuals";
import { predicted } from "@/server/testing/predictions";
import { WIDE_RISK } from "@/server/testing/wide-risk";

type Setup = Readonly<{
  params?: Readonly<Record<string, number>>;
  spec?: InstrumentSpec;
  model?: string | null;
  risk?: Partial<RiskSettings>;
}>;

/** One instrument at 99.99/100.01 unless moved, a book each second, and a model that speaks. */
class Scene {
  readonly run: EngineRun;
  readonly #spec: InstrumentSpec;
  #millis = 0;
  #bid = 9_999;

  constructor({ params = {}, spec = ABC, model = null, risk = {} }: Setup = {}) {
    this.#spec = spec;
    const strategies = [
      { name: "model-signal", enabled: true, params: { ...defaultParams("model-signal"), ...params }, model },
    ];
    const settings = testSettings({ instruments: [spec], strategies, risk: { ...WIDE_RISK, ...risk } });
    this.run = new EngineRun(settings, createStrategies(strategies));
    this.seconds(1);
  }

  /** Books of the present price, one a second. */
  seconds(count: number, bid = this.#bid): this {
    this.#bid = bid;
    const text = (ticks: number) => (ticks / 100).toFixed(2);
    for (let i = 0; i < count; i++) {
      this.#millis += 1_000;
      const book = { bids: [[text(bid), "50"]], asks: [[text(bid + 2), "50"]] } as const;
      this.run.feed((m) => m.at(this.#millis).snapshot(book));
      this.run.timer(this.#millis + 1);
    }
    return this;
  }

  /** An answer to the bar that has just ended. */
  says(change: Partial<Prediction> = {}): this {
    const at = micros(T0 + this.#millis * 1_000 + 2_000);
    this.run.engine.applyPrediction(predicted(this.#millis, { at, instrumentId: this.#spec.id, ...change }));
    this.run.feed(() => {});
    return this;
  }

  get orders() {
    return [...new Map(this.run.of("order").map(({ order }) => [order.id, order])).values()];
  }

  get signals() {
    return this.run.of("signal").map(({ signal }) => signal);
  }

  get held(): number {
    return this.run.engine.view().positions[0]?.sizeLots ?? 0;
  }
}

type Objection = Readonly<{ name: string; setup: Setup; said: Partial<Prediction>; words: string }>;

const AT_MARKET = { crossSpread: 1, exitPatienceSeconds: 0 };

describe("DOMAIN.md 7's thresholds", () => {
  test.each<[number, number, string]>([
    [700_001, 800_001, "strong buy"],
    [700_000, 800_001, "buy"],
    [700_001, 800_000, "buy"],
    [600_001, 600_001, "buy"],
    [600_000, 900_000, "hold"],
    [900_000, 600_000, "hold"],
    [500_000, 999_999, "hold"],
    [400_000, 900_000, "hold"],
    [399_999, 600_001, "sell"],
    [299_999, 800_001, "strong sell"],
    [300_000, 800_001, "sell"],
  ])("P(up) of %i ppm with a confidence of %i ppm is a %s", (upPpm, confidencePpm, stance) => {
    const [signal] = new Scene({ spec: PERP }).says({ upPpm, confidencePpm }).signals;
    expect(signal?.text).toContain(`: ${stance}`);
    expect(signal?.action).toBe(stance === "hold" ? "hold" : "enter");
  });
});

describe("entering", () => {
  test("bids at the touch with the answer's confidence, sized by it, and says model, version and challengers", () => {
    const scene = new Scene().says({ role: "shadow", version: 2, upPpm: 640_000 }).says();
    const [order] = scene.orders;
    expect(order).toMatchObject({ side: "buy", type: "limit", limitTicks: 9_999, origin: "strategy:model-signal" });
    expect(order?.terms.confidencePpm).toBe(900_000);
    // 10,000 x 0.02 x 0.9 x 0.25 = 45 USDT at 99.99: 0.45 in lots of 0.01.
    expect(order?.sizeLots).toBe(45);
    const text =
      "up version 1 says 80.0 % up, confidence 0.90: strong buy; buys 0.45 ABC at 99.99; challengers: up v2 64.0 % up.";
    expect(order?.note).toBe(text);
    expect(scene.signals).toMatchObject([
      { action: "enter", text, strength: 0.9, inputs: { up: 0.8, confidence: 0.9, version: 1, "up v2 up": 0.64 } },
    ]);
  });

  test("gives up when its patience is over, and does not act on the same answer again", () => {
    const scene = new Scene().says().seconds(62);
    expect(scene.orders).toMatchObject([{ state: "CANCELLED", reason: { rule: "cancelled_by_strategy" } }]);
    expect(scene.signals.map(({ action }) => action)).toEqual(["enter", "cancel"]);
    expect(scene.seconds(30).orders).toHaveLength(1);
  });

  test("at market when told to cross the spread", () => {
    const scene = new Scene({ params: { crossSpread: 1 } }).says().seconds(1);
    expect(scene.orders).toMatchObject([{ type: "market", state: "FILLED" }]);
    expect(scene.held).toBeGreaterThan(0);
  });

  test.each<Objection>([
    {
      name: "a model that was not asked",
      setup: {},
      said: { upPpm: null, refusal: "5m.rsi_14 is missing" },
      words: "5m.rsi_14 is missing",
    },
    {
      name: "an old answer",
      setup: {},
      said: { askedAt: micros(T0 - 601_000_000) },
      words: "2.0 bars ago, more than 2",
    },
    { name: "a short of spot", setup: {}, said: { upPpm: 200_000 }, words: "spot is not sold short" },
    {
      name: "a weak signal when only strong ones count",
      setup: { params: { strongOnly: 1 } },
      said: { upPpm: 650_000 },
      words: "only strong",
    },
    {
      name: "too few models that agree",
      setup: { params: { agreeingModels: 1 } },
      said: {},
      words: "0 other models agree where 1 must",
    },
    {
      name: "a confidence that the desk refuses",
      setup: { risk: { minConfidencePpm: 950_000 } },
      said: {},
      words: "onfidence",
    },
  ])("not on $name, and says so", ({ setup, said, words }) => {
    const scene = new Scene(setup).says(said).seconds(2);
    expect(scene.orders).toEqual([]);
    expect(scene.signals).toMatchObject([{ action: "hold" }]);
    expect(scene.signals[0]?.text).toContain(words);
  });

  test("not on what a shadow says, nor on another model than its own", () => {
    const scene = new Scene({ model: "up" }).says({ role: "shadow" }).says({ model: "other" }).seconds(2);
    expect(scene.orders).toEqual([]);
    expect(scene.signals).toEqual([]);
    expect(scene.says().orders).toHaveLength(1);
  });

  test("when another model agrees that was asked of the last two of its bars", () => {
    const other = { model: "slow", gridMicros: 900_000_000 } as const;
    const setup = { params: { agreeingModels: 1 } };
    expect(new Scene(setup).says({ ...other, upPpm: 540_000 }).says().orders).toEqual([]);
    const agreed = new Scene(setup).says({ ...other, upPpm: 560_000, confidencePpm: 100_000 }).says();
    expect(agreed.orders).toHaveLength(1);
  });
});

describe("leaving", () => {
  test("on the opposite answer, by a limit order at the touch and then at market", () => {
    const scene = new Scene({ params: { crossSpread: 1 } }).says().seconds(2).says({ upPpm: 250_000 }).seconds(1);
    expect(scene.orders.at(-1)).toMatchObject({ side: "sell", type: "limit", limitTicks: 10_001 });
    scene.seconds(22);
    expect(scene.orders.at(-1)).toMatchObject({ side: "sell", type: "market", state: "FILLED" });
    expect(scene.held).toBe(0);
    expect(scene.signals.at(-1)?.text).toMatch(/strong sell; sells 0\.44 ABC at market after 2\d s\.$/);
  });

  test("at the answer's horizon, and later when the answer is renewed", () => {
    const short = { horizonMicros: 20_000_000 };
    const scene = new Scene({ params: AT_MARKET }).says(short).seconds(15);
    expect(scene.held).toBeGreaterThan(0);
    scene.says(short).seconds(15);
    expect(scene.held).toBeGreaterThan(0);
    scene.seconds(8);
    expect(scene.held).toBe(0);
    expect(scene.signals.at(-1)?.text).toMatch(/^Held as long as the answer reaches; sells 0\.44 ABC at market/);
  });

  test("at the stop, at market, without patience", () => {
    const scene = new Scene({ params: { crossSpread: 1, stopBps: 50 } }).says().seconds(2).seconds(2, 9_950);
    expect(scene.orders.at(-1)).toMatchObject({ side: "sell", type: "market", state: "FILLED" });
    expect(scene.signals.at(-1)?.text).toMatch(/^The price to leave at, 99\.50, is at the stop of 50 bps/);
  });

  test("not because of another model than the one that opened", () => {
    const scene = new Scene({ params: AT_MARKET }).says().seconds(2).says({ model: "other", upPpm: 100_000 });
    expect(scene.seconds(5).held).toBeGreaterThan(0);
  });
});

test("a linear perpetual is sold short on a sell, and turned round on a buy", () => {
  const scene = new Scene({ spec: PERP, params: AT_MARKET }).says({ upPpm: 200_000 }).seconds(2);
  expect(scene.held).toBeLessThan(0);
  scene.says({ upPpm: 800_000 }).seconds(5);
  expect(scene.held).toBeGreaterThan(0);
  expect(scene.orders.map(({ side }) => side)).toEqual(["sell", "buy", "buy"]);
  expect(scene.orders[1]?.terms.reduceOnly).toBe(true);
});

// Guarantee: all of its state is saved: stopping and restoring anywhere changes nothing.
test("goes on after any stop as if there had been none", () => {
  const strategies = [{ name: "model-signal", enabled: true, params: defaultParams("model-signal") }];
  const spec = testSpec();
  const digestOf = (stopAt: number | null): string => {
    const scene = new Scene();
    const make = () => createStrategies(strategies);
    const settings = testSettings({ instruments: [spec], strategies: [{ ...strategies[0], model: null } as never] });
    const steps = [
      () => scene.says(),
      () => scene.seconds(3),
      () => scene.seconds(1, 9_990),
      () => scene.says({ upPpm: 250_000 }),
      () => scene.seconds(4),
      () => scene.seconds(20),
    ];
    steps.forEach((step, i) => {
      step();
      if (i === stopAt) scene.run.engine = Engine.restore(settings, make, scene.run.engine.checkpoint());
    });
    return scene.run.engine.digest();
  };
  const unbroken = digestOf(null);
  for (const stopAt of [0, 1, 2, 3, 4]) expect(digestOf(stopAt)).toBe(unbroken);
});
