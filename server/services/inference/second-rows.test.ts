import { describe, expect, test } from "vitest";
import { type MarketBlock, rowTime } from "@/server/domain/market-block";
import { micros } from "@/server/domain/micros";
import { Engine } from "@/server/engine/kernel/engine";
import { microstructure } from "@/server/features/grid/microstructure";
import { gridRows } from "@/server/services/order-books/grid-rows";
import { sliceBlock } from "@/server/services/replay/slice-block";
import { ABC, testSettings } from "@/server/testing/engine-run";
import { market, T0 } from "@/server/testing/market-builder";
import { modelDeskRun } from "@/server/testing/model-desk-run";
import { randomMarket } from "@/server/testing/random-market";
import { TINY_GRID_SET, tinyGridVersion, tinyOnnx } from "@/server/testing/tiny-model";
import { hashOf } from "./answer";

const SECOND = 1_000_000;
const onnx = tinyOnnx(1);
const live = { version: tinyGridVersion(onnx), onnx };
/** Some four minutes. */
const lively = (gapShare = 0) => randomMarket({ seed: 8_191, messages: 8_000, gapShare });
/** Seconds after which no column is missing. */
const WARM = Math.max(...TINY_GRID_SET.columns.map(({ definition }) => definition.warmUp));

/** Pieces of 50 rows, which end anywhere. */
function* pieces(block: MarketBlock): Generator<MarketBlock> {
  for (let from = 0; from < block.length; from += 50) yield sliceBlock(block, from, Math.min(block.length, from + 50));
}

/** What bulk makes of the block: the hash of each second's row, of seconds without a missing column. */
async function inBulk(block: MarketBlock): Promise<ReadonlyMap<number, string>> {
  const blocks = async function* () {
    yield block;
  };
  const { x, series } = await gridRows(blocks(), { instrument: 0, spec: ABC, others: [] });
  const width = microstructure.columns.length;
  const places = TINY_GRID_SET.columns.map(({ name }) => microstructure.columns.findIndex((one) => one.name === name));
  const rows = Array.from(series.at, (at, i) => {
    const row = Float32Array.from(places, (place) => x[i * width + place] ?? Number.NaN);
    return { at, row };
  });
  return new Map(rows.filter(({ row }) => !row.some(Number.isNaN)).map(({ at, row }) => [at, hashOf(row)]));
}

const lastTime = ({ receivedAt, exchangeAt, flags, length }: MarketBlock): number =>
  rowTime(receivedAt[length - 1] ?? 0, exchangeAt[length - 1] ?? 0, flags[length - 1] ?? 0);

describe("models of the second grid", () => {
  test.each([0, 0.0004])(
    "answer each whole second, of the very rows of bulk, with gaps in %d of messages",
    async (gapShare) => {
      const block = lively(gapShare);
      const run = modelDeskRun(T0);
      run.setLive(live);
      await run.pass(50);
      for (const piece of pieces(block)) {
        run.desk.onBlock(piece);
        await run.desk.settled();
      }
      const bulk = await inBulk(block);
      expect(bulk.size).toBeGreaterThan(20);
      const answered = run.said.filter(({ refusal }) => refusal === null);
      expect(new Map(answered.map(({ askedAt, featuresHash }) => [askedAt, featuresHash]))).toEqual(bulk);
      const seconds = run.said.map(({ askedAt }) => askedAt / SECOND);
      expect(seconds).toEqual(seconds.map((_, i) => (seconds[0] ?? 0) + i));
      expect(run.said[0]).toMatchObject({
        upPpm: null,
        gridMicros: SECOND,
        refusal: expect.stringContaining("missing") as string,
      });
      await run.desk.close();
    },
  );

  test("made live in the middle begin with the engine's book, and once warm say what bulk does", async () => {
    const block = lively();
    const engine = Engine.create(testSettings(), () => []);
    const run = modelDeskRun(T0, () => engine.copyBook(0));
    const half = T0 + 20 * SECOND;
    let isLive = false;
    for (const piece of pieces(block)) {
      engine.applyBlock(piece);
      run.desk.onBlock(piece);
      await run.desk.settled();
      if (isLive || lastTime(piece) < half) continue;
      isLive = true;
      expect(run.said).toEqual([]);
      run.setLive(live);
      await run.pass(50);
    }
    const bulk = await inBulk(block);
    const answered = run.said.filter(({ refusal }) => refusal === null);
    expect(answered.length).toBeGreaterThan(20);
    expect(answered.map(({ featuresHash }) => featuresHash)).toEqual(answered.map(({ askedAt }) => bulk.get(askedAt)));
    // No snapshot came after it began: the book was there.
    const first = answered[0]?.askedAt ?? 0;
    expect((first - half) / SECOND).toBeLessThan(WARM + 3);
    await run.desk.close();
  });

  test("are asked of the newest second alone when several have passed at once, and in a quiet market by the clock", async () => {
    const run = modelDeskRun(T0);
    run.setLive(live);
    await run.pass(50);
    // Nothing is heard for a while, but for less than a minute: the book stands.
    const quiet = market(ABC)
      .at(0)
      .snapshot({ bids: [["99.99", "5"]], asks: [["100.01", "4"]] });
    run.desk.onBlock(
      quiet
        .at(WARM * 1_000 - 10_000)
        .book({ bids: [["99.99", "5"]] })
        .take(),
    );
    await run.desk.settled();
    run.desk.onClock(T0 + (WARM + 5) * SECOND);
    await run.pass(50);
    run.desk.onClock(T0 + (WARM + 6) * SECOND + 400_000);
    await run.pass(50);
    // An imbalance of 1/9 and no order flow: 1 / (1 + exp(-1/9)) = 0.527749.
    expect(run.said.map(({ askedAt, upPpm }) => [(askedAt - T0) / SECOND, upPpm])).toEqual([
      [WARM - 10, null],
      [WARM + 5, 527_749],
      [WARM + 6, 527_749],
    ]);
    run.desk.onRestart(micros(T0 + (WARM + 7) * SECOND - 100_000));
    run.desk.onClock(T0 + (WARM + 7) * SECOND);
    await run.pass(50);
    expect(run.said.at(-1)).toMatchObject({ askedAt: T0 + (WARM + 7) * SECOND, upPpm: null });
    await run.desk.close();
  });
});
