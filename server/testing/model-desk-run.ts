/** Models asked for real, by a clock and on candles that a test moves by hand. */

import { createHandClock } from "@/server/adapters/memory/hand-clock";
import { createMemoryStores } from "@/server/adapters/memory/stores";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { LadderBook } from "@/server/domain/book/ladder-book";
import { micros } from "@/server/domain/micros";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Prediction } from "@/server/domain/models/prediction";
import type { GraphSession } from "@/server/learning/graph-runtime";
import type { ModelsHost } from "@/server/services/desks/desk-models";
import { ModelDesk } from "@/server/services/inference/model-desk";
import { ABC } from "./engine-run";
import { T0 } from "./market-builder";
import { TINY_GRID_SET, TINY_SET } from "./tiny-model";

const MINUTE = 60_000_000;
const TICK_MILLIS = 50;
/** On the grid of five minutes. */
export const BAR_END = Math.ceil(T0 / (5 * MINUTE)) * 5 * MINUTE;

type Flat = Readonly<{ ticks: number; isFinal?: boolean }>;
export type TestedVersion = Readonly<{ version: ModelVersion; onnx: Uint8Array }>;

export function modelDeskRun(startAt = BAR_END - 10_000_000, copyBook = () => new LadderBook().save()) {
  const clock = createHandClock(micros(startAt));
  const { market } = createMemoryStores(clock);
  let listCandles = market.listCandles;
  const said: Prediction[] = [];
  const warned: unknown[] = [];
  let live: readonly TestedVersion[] = [];
  let wrap = (session: GraphSession): GraphSession => session;
  const desk = new ModelDesk({
    market: { listCandles: (query) => listCandles(query) },
    clock,
    marketClock: clock,
    listLive: async () => live.map(({ version }) => version),
    open: async (version) => {
      const bytes = live.find((one) => one.version === version)?.onnx ?? new Uint8Array();
      return { session: wrap(await onnxRuntime.load(bytes, { threads: 1 })), explain: (row) => row };
    },
    setOf: (name) => [TINY_SET, TINY_GRID_SET].find((set) => set.name === name) ?? null,
    log: { info: () => {}, warn: (facts) => void warned.push(facts) },
  });
  const host: ModelsHost = { say: (prediction) => void said.push(prediction), copyBook };
  desk.open([ABC], host);
  /** One candle a minute of `ticks`, ending by `until`. */
  const candles = async (from: number, until: number, { ticks, isFinal = true }: Flat) => {
    const rows = [];
    for (let openAt = from; openAt < until; openAt += MINUTE) {
      const prices = { openTicks: ticks, highTicks: ticks, lowTicks: ticks, closeTicks: ticks };
      const fixed = { volumeLots: 100, trades: 10, isFinal, instrumentVersion: 1, instrumentId: ABC.id };
      rows.push({ openAt: micros(openAt), ...prices, ...fixed });
    }
    await market.saveCandles(rows);
  };
  return {
    desk,
    host,
    market,
    said,
    warned,
    candles,
    /** Three days of a price that does not move. */
    history: () => candles(BAR_END - 3 * 1_440 * MINUTE, BAR_END - 5 * MINUTE, { ticks: 10_000 }),
    setLive: (...versions: readonly TestedVersion[]) => {
      live = versions;
      desk.wake();
    },
    readCandlesBy: (by: typeof listCandles) => {
      listCandles = by;
    },
    wrapSessions: (by: typeof wrap) => {
      wrap = by;
    },
    pass: async (millis: number) => {
      for (let passed = 0; passed < millis; passed += TICK_MILLIS) {
        clock.advance(TICK_MILLIS * 1_000);
        desk.tick();
        await desk.settled();
      }
    },
  };
}
