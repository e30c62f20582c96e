import { describe, expect, test } from "vitest";
import { intervalMicros } from "@/server/domain/candle";
import type { Bar } from "@/server/features/bars/bar";
import { randomBars } from "@/server/features/testing/random-bars";
import { defineSet } from "./define-set";
import { featureSet, historyMicrosOf } from "./registry";
import { createBarRowStream } from "./row-stream";

const FIVE = intervalMicros("5m");
/** A Monday, 00:00 UTC. */
const START = 1_704_067_200_000_000;
const bits = (row: Float32Array) => Buffer.from(row.buffer).toString("hex");
const bars5m = featureSet("bars-5m");
const column = (name: string) => bars5m.columns.findIndex((each) => each.name === name);
const market = (seed: number, count: number) => randomBars(seed, count, { startAt: START, intervalMicros: FIVE });

const rowsOf = (bars: readonly Bar[]) => {
  const stream = createBarRowStream(bars5m);
  return bars.map((bar) => {
    stream.push(bar);
    return { at: stream.at(), row: stream.row.slice() };
  });
};

describe("a stream of bar rows", () => {
  test("gives the same bits after a cold start with the history it asks for as after a long run", () => {
    const history = historyMicrosOf(bars5m) / FIVE;
    const bars = market(7, history + 3_000);
    const long = rowsOf(bars);
    for (const offset of [0, 1, 29, 1_000]) {
      const cold = rowsOf(bars.slice(bars.length - history - 1 - offset));
      const [a, b] = [cold.at(-1), long.at(-1)];
      expect(a?.at).toBe(b?.at);
      expect(bits(a?.row ?? new Float32Array())).toBe(bits(b?.row ?? new Float32Array()));
      expect([...(a?.row ?? [])].every(Number.isFinite)).toBe(true);
    }
  });

  test("lets a higher bar in at its end, not before", () => {
    const bars = market(3, 120);
    const hourly = rowsOf(bars).map(({ row }) => row[column("1h.roc_5")] ?? Number.NaN);
    expect(hourly.slice(0, 71).every(Number.isNaN)).toBe(true);
    expect(hourly[71]).not.toBeNaN();
    expect(new Set(hourly.slice(71, 83)).size).toBe(1);
    expect(hourly[83]).not.toBe(hourly[82]);
    expect(hourly[83]).toBe(Math.fround((bars[83]?.close ?? 0) / (bars[23]?.close ?? 1) - 1));
  });

  test("does not use a higher bar whose start it has not seen", () => {
    const hourly = rowsOf(market(3, 120).slice(1)).map(({ row }) => row[column("1h.roc_5")] ?? Number.NaN);
    expect(hourly.findIndex((value) => !Number.isNaN(value))).toBe(82);
  });

  test("takes up to ten missing bars for quiet ones", () => {
    const whole = market(5, 200);
    const quiet = whole.map((bar, i) => {
      const { close } = whole[99] ?? bar;
      return i >= 100 && i < 110 ? { ...bar, open: close, high: close, low: close, close, volume: 0 } : bar;
    });
    const holed = whole.filter((_, i) => i < 100 || i >= 110);
    expect(bits(rowsOf(holed).at(-1)?.row ?? new Float32Array())).toBe(
      bits(rowsOf(quiet).at(-1)?.row ?? new Float32Array()),
    );
  });

  test("begins anew after eleven missing bars", () => {
    const whole = market(5, 200);
    const holed = whole.filter((_, i) => i < 100 || i >= 111);
    const rows = rowsOf(holed);
    const fresh = rowsOf(whole.slice(111));
    for (const [i, { row }] of fresh.entries()) expect(bits(rows[100 + i]?.row ?? new Float32Array())).toBe(bits(row));
    expect(rows[100]?.row[column("5m.roc_1")]).toBeNaN();
  });

  test("refuses bars out of order and off the grid", () => {
    const stream = createBarRowStream(bars5m);
    const [first, second] = market(1, 2);
    if (first === undefined || second === undefined) throw new Error("two bars");
    stream.push(second);
    expect(() => stream.push(first)).toThrow("a bar must start at 1704067800000000 or later");
    expect(() => stream.push({ ...second, openAt: second.openAt + 1 })).toThrow("a multiple of 300000000 µs");
  });
});

describe("a set's hash", () => {
  test("changes with what decides the bits, not with words", () => {
    const [first, ...rest] = bars5m.columns;
    if (first === undefined) throw new Error("a column");
    const of = (definition: Partial<(typeof first)["definition"]>) =>
      defineSet({ ...bars5m, columns: [{ ...first, definition: { ...first.definition, ...definition } }, ...rest] })
        .hash;
    expect(of({})).toBe(bars5m.hash);
    expect(of({ formula: "better words", title: "T", source: "S" })).toBe(bars5m.hash);
    expect(of({ version: 2 })).not.toBe(bars5m.hash);
    expect(defineSet({ ...bars5m, columns: [...rest, first] }).hash).not.toBe(bars5m.hash);
  });
});
