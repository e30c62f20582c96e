import fc from "fast-check";
import { expect, test } from "vitest";
import type { MarketBlock } from "@/server/domain/market-block";
import { KIND, MarketBlockBuilder } from "@/server/domain/market-block";
import type { Micros } from "@/server/domain/micros";
import { micros } from "@/server/domain/micros";
import { applyTimersUntil, applyWithTimers, timerDue } from "./timers";

const SECOND = 1_000_000;

/** Writes down what it is told; its time is the latest it heard of, as the engine's is. */
class Recorder {
  readonly heard: string[] = [];
  #now = micros(0);
  now = (): Micros => this.#now;
  applyTimer = (at: Micros): void => {
    this.heard.push(`timer ${at}`);
    this.#now = micros(Math.max(this.#now, at));
  };
  applyBlock = (block: MarketBlock, from = 0, to = block.length): void => {
    for (let i = from; i < to; i++) {
      this.heard.push(`row ${block.seq[i]}`);
      this.#now = micros(Math.max(this.#now, block.receivedAt[i]!, block.exchangeAt[i]!));
    }
  };
}

type Times = readonly [receivedAt: number, exchangeAt: number];

function blockOf(times: readonly Times[], firstSeq = 0): MarketBlock {
  const builder = new MarketBlockBuilder();
  times.forEach(([receivedAt, exchangeAt], i) => {
    const at = { receivedAt: micros(receivedAt), exchangeAt: micros(exchangeAt) };
    builder.push({
      ...at,
      seq: firstSeq + i,
      priceTicks: 1,
      sizeLots: 1,
      instrument: 0,
      kind: KIND.trade,
      side: 0,
      flags: 0,
    });
  });
  return builder.take();
}

test("a timer stands before the first event of each new second, for every second that passed", () => {
  const engine = new Recorder();
  const seconds = [10.2, 10.9, 11.0, 13.5].map((s): Times => [s * SECOND, s * SECOND]);
  applyWithTimers(engine, blockOf(seconds));
  expect(engine.heard).toEqual([
    "row 0",
    "row 1",
    `timer ${11 * SECOND}`,
    "row 2",
    `timer ${12 * SECOND}`,
    `timer ${13 * SECOND}`,
    "row 3",
  ]);
});

test("nothing is due before the engine has seen an event, however late it is", () => {
  expect(timerDue(micros(0), 1e15)).toBeNull();
  expect(timerDue(micros(5 * SECOND), 6 * SECOND - 1)).toBeNull();
  expect(timerDue(micros(5 * SECOND), 6 * SECOND)).toBe(6 * SECOND);
});

test("a silence of an hour is counted out, a longer one is passed in one step", () => {
  const hour = 3_600 * SECOND;
  const engine = new Recorder();
  const times = [10.5 * SECOND, 10.5 * SECOND + hour, 11.5 * SECOND + 400 * hour];
  applyWithTimers(engine, blockOf(times.map((at): Times => [at, at])));
  expect(engine.heard.filter((what) => what.startsWith("timer"))).toHaveLength(3_600 + 1);
  expect(engine.heard.slice(-2)).toEqual([`timer ${11 * SECOND + 400 * hour}`, "row 2"]);
});

const anyTimes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 * SECOND }), fc.integer({ min: -SECOND, max: SECOND })), {
    maxLength: 60,
  })
  .map((steps) => {
    let at = 100 * SECOND;
    return steps.map(([step, skew]): Times => {
      at += step;
      return [at, at + skew];
    });
  });

// Guarantee: how a stream is cut into blocks, and whether a clock already asked for timers in
// between, changes nothing in what the engine is told.
test("cuts into blocks and calls of the clock change nothing", () => {
  fc.assert(
    fc.property(anyTimes, fc.array(fc.nat(60)), (times, cuts) => {
      const whole = new Recorder();
      applyWithTimers(whole, blockOf(times));

      const parts = new Recorder();
      const edges = [...new Set([0, ...cuts.filter((cut) => cut < times.length), times.length])].sort((a, b) => a - b);
      for (const [i, edge] of edges.slice(0, -1).entries()) {
        const slice = times.slice(edge, edges[i + 1]);
        applyTimersUntil(parts, Math.max(...slice[0]!));
        applyWithTimers(parts, blockOf(slice, edge));
      }
      expect(parts.heard).toEqual(whole.heard);
    }),
  );
});
