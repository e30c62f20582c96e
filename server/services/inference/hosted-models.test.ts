/** The whole way with a real ONNX file: final candles, features, an answer on the tape, an order, and the run done again. */
import { expect, test } from "vitest";
import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { micros } from "@/server/domain/micros";
import { openEngine } from "@/server/services/desks/open-engine";
import { createParityService } from "@/server/services/parity/parity-service";
import { defaultParams } from "@/server/strategies/registry";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { type OpenModels, startHostedDesk } from "@/server/testing/hosted-desk";
import { T0 } from "@/server/testing/market-builder";
import { TINY_SET, tinyOnnx, tinyVersion } from "@/server/testing/tiny-model";
import { ModelDesk } from "./model-desk";
import { openVersionWith } from "./open-version";

const MINUTE = 60_000_000;
const BOOK = { bids: [["100.49", "50"]], asks: [["100.51", "50"]] } as const;

test("a hosted desk asks its model at the bar's end, trades on it, and parity finds no difference", async () => {
  const clock = createHandClock(micros(T0));
  const stores = { ...createMemoryStores(clock), clock };
  const onnx = tinyOnnx(600);
  const setOf = (name: string) => (name === TINY_SET.name ? TINY_SET : null);
  let asked = 0;
  const counting = {
    load: (...[bytes, options]: Parameters<typeof onnxRuntime.load>) => {
      asked += 1;
      return onnxRuntime.load(bytes, options);
    },
  };
  await stores.market.saveCandles(
    Array.from({ length: 3 * 1_440 }, (_, i) => {
      const openAt = T0 - (3 * 1_440 - i) * MINUTE;
      // The last bar closes half a per cent higher.
      const ticks = i < 3 * 1_440 - 5 ? 10_000 : 10_050;
      const prices = { openTicks: ticks, highTicks: ticks, lowTicks: ticks, closeTicks: ticks };
      const rest = { volumeLots: 100, trades: 10, isFinal: true, instrumentVersion: 1, instrumentId: ABC.id };
      return { openAt: micros(openAt), ...prices, ...rest };
    }),
  );
  const params = { ...defaultParams("model-signal"), crossSpread: 1 };
  const settings = testSettings({ strategies: [{ name: "model-signal", enabled: true, params }] });
  const models: ModelDesk[] = [];
  const settled = async (): Promise<void> => {
    for (const model of models) await model.settled();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const openModels: OpenModels = (market) => {
    const open = openVersionWith({ files: { read: async () => onnx }, runtime: counting, setOf });
    const log = { info: () => {}, warn: () => {} };
    const listLive = async () => [tinyVersion(onnx)];
    const model = new ModelDesk({
      open,
      setOf,
      log,
      listLive,
      clock: market,
      marketClock: market,
      market: stores.market,
    });
    models.push(model);
    return model;
  };
  const desk = await startHostedDesk(stores, settled, { settings, openModels });
  desk.feed((market) => market.at(0).snapshot(BOOK));
  await desk.pass(4_000);
  const orders = desk.events.flatMap(({ orders: all }) => all);
  // 1 / (1 + exp(-600 x 0.005)) = 0.952574.
  expect(orders.at(-1)).toMatchObject({ side: "buy", state: "FILLED", origin: "strategy:model-signal" });
  expect(orders.at(-1)?.note).toMatch(/^tiny version 1 says 95\.3 % up, confidence 0\.91: strong buy; buys/);
  const why = await desk.journal.order(desk.deskId, orders.at(-1)?.id ?? "");
  expect(why.predictions).toMatchObject([{ model: "tiny", upPpm: 952_574, askedAt: T0 }]);
  await desk.stop();
  // The bar before was answered at the start.
  const before = asked;
  const parity = createParityService({ ...stores, tapes: desk.tapes, openEngine });
  const report = await parity.check({ deskId: desk.deskId, epoch: null }, new AbortController().signal);
  expect(report).toMatchObject({ status: "same", differences: 0, listed: [] });
  expect(report.compared).toMatchObject({ prediction: 2, fill: 1 });
  expect(asked).toBe(before);
});
