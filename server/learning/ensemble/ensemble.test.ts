import { describe, expect, test } from "vitest";
import { Rng } from "@/server/domain/rng";
import { blendOverTime } from "./blending";
import { combine } from "./combination";
import { fitStack, type StackRows } from "./stacking";

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
const DAY = 86_400 * 1_000_000;

/** Two classes by a hidden log-odds; each member sees it scaled and through noise of its own. */
function members(rows: number, seen: readonly (readonly [scale: number, noise: number])[]): StackRows {
  const rng = Rng.derive(11, "members");
  const hidden = Float64Array.from({ length: rows }, () => (rng.next() - 0.5) * 6);
  const y = hidden.map((value) => (rng.next() < sigmoid(value) ? 1 : 0));
  const said = seen.map(([scale, noise]) => {
    const out = new Float32Array(rows * 2);
    for (let i = 0; i < rows; i++) {
      const up = sigmoid(scale * (hidden[i] as number) + noise * (rng.next() - 0.5));
      out.set([1 - up, up], i * 2);
    }
    return out;
  });
  return { classes: 2, members: said, y, weight: new Float64Array(rows).fill(1) };
}

const lossOf = (said: Float32Array, y: Float64Array, classes = 2): number =>
  y.reduce((sum, label, i) => sum - Math.log(said[i * classes + label] as number), 0) / y.length;

describe("stacking", () => {
  test("is better than each member and than their mean, on other rows", () => {
    const all = members(8_000, [
      [0.5, 3],
      [1, 4],
      [0, 6],
    ]);
    const half = (from: number, to: number): StackRows => ({
      ...all,
      members: all.members.map((member) => member.slice(from * 2, to * 2)),
      y: all.y.slice(from, to),
      weight: all.weight.slice(from, to),
    });
    const [first, second] = [half(0, 4_000), half(4_000, 8_000)];
    const stack = fitStack(first);
    const own = lossOf(combine(stack, second.members, 2), second.y);
    const mean = combine({ kind: "blend", weights: [1 / 3, 1 / 3, 1 / 3] }, second.members, 2);
    for (const other of [...second.members, mean]) expect(own).toBeLessThan(lossOf(other, second.y) - 0.01);
    expect(Math.min(...stack.weights)).toBeGreaterThanOrEqual(0);
    // The third says nothing but noise.
    expect(stack.weights[2]).toBeLessThan(0.05);
  });

  test("undoes a member's scale: half the log-odds get twice the weight", () => {
    const { weights, biases } = fitStack(members(20_000, [[0.5, 0]]));
    expect(weights[0]).toBeGreaterThan(1.85);
    expect(weights[0]).toBeLessThan(2.15);
    expect(Math.abs(biases[1] ?? 1)).toBeLessThan(0.06);
  });

  test("finds the least loss: no step in any direction is better", () => {
    const rows = members(3_000, [
      [0.5, 2],
      [1, 3],
    ]);
    const { weights, biases } = fitStack(rows);
    const penalised = (w: readonly number[], b: number): number => {
      const said = combine({ kind: "stack", weights: w, biases: [0, b] }, rows.members, 2);
      const belief = w.reduce((sum, value) => sum + 5 * (value - 1 / 2) ** 2, 0) + 0.005 * b * b;
      return lossOf(said, rows.y) * rows.y.length + belief;
    };
    const least = penalised(weights, biases[1] ?? 0);
    for (const step of [-0.02, 0.02]) {
      expect(penalised([(weights[0] ?? 0) + step, weights[1] ?? 0], biases[1] ?? 0)).toBeGreaterThan(least);
      expect(penalised([weights[0] ?? 0, (weights[1] ?? 0) + step], biases[1] ?? 0)).toBeGreaterThan(least);
      expect(penalised(weights, (biases[1] ?? 0) + step)).toBeGreaterThan(least);
    }
  });

  test("three classes: biases mend shares that a member has wrong", () => {
    const rng = Rng.derive(4, "three");
    const y = Float64Array.from({ length: 5_000 }, () => (rng.next() < 0.6 ? 0 : rng.next() < 0.5 ? 1 : 2));
    const member = new Float32Array(15_000).fill(1 / 3);
    const stack = fitStack({ classes: 3, members: [member], y, weight: new Float64Array(5_000).fill(1) });
    const said = combine(stack, [member.slice(0, 3)], 3);
    const share = (k: number) => y.filter((label) => label === k).length / 5_000;
    for (const k of [0, 1, 2]) expect(said[k]).toBeCloseTo(share(k), 3);
  });

  test("refuses fewer than a hundred rows that all answered", () => {
    const rows = members(120, [
      [1, 1],
      [1, 1],
    ]);
    rows.members[1]?.fill(Number.NaN, 0, 60);
    expect(() => fitStack(rows)).toThrow("at least 100 rows that all members answered, there were 90");
  });
});

describe("blending", () => {
  /** A row an hour; outcomes are known a day later. The first member is good in the first half, the second in the other. */
  function changing() {
    const rows = 24 * 120;
    const rng = Rng.derive(7, "changing");
    const y = Float64Array.from({ length: rows }, () => (rng.next() < 0.5 ? 1 : 0));
    const member = (isGood: (i: number) => boolean) => {
      const out = new Float32Array(rows * 2);
      for (let i = 0; i < rows; i++) {
        const right = isGood(i) ? 0.7 : 0.45;
        const up = y[i] === 1 ? right : 1 - right;
        out.set([1 - up, up], i * 2);
      }
      return out;
    };
    const at = Float64Array.from({ length: rows }, (_, i) => i * (DAY / 24));
    return {
      classes: 2,
      members: [member((i) => i < rows / 2), member((i) => i >= rows / 2)],
      y,
      at,
      endAt: at.map((time) => time + DAY),
    };
  }

  test("follows who was right, within thirty days, and never knows an outcome before it is out", () => {
    const rows = changing();
    const { weights, frozen, probabilities } = blendOverTime(rows);
    const first = (day: number) => weights[day * 24 * 2] as number;
    // Nothing is known on the first day.
    expect(weights[23 * 2]).toBe(0.5);
    expect(first(40)).toBeGreaterThan(0.99);
    // The turn is on day 60; its first outcome is out on day 61.
    expect(first(60)).toBeGreaterThan(0.99);
    expect(first(92)).toBeLessThan(0.01);
    expect(frozen.weights[1]).toBeGreaterThan(0.99);
    expect(lossOf(probabilities, rows.y)).toBeLessThan(lossOf(rows.members[0] as Float32Array, rows.y));
    // A change of an outcome that is not out yet changes no weight.
    const later = { ...rows, y: rows.y.map((label, i) => (i >= 24 * 50 ? 1 - label : label)) };
    const changed = blendOverTime(later).weights;
    expect(changed.subarray(0, 24 * 51 * 2)).toEqual(weights.subarray(0, 24 * 51 * 2));
    expect(changed).not.toEqual(weights);
  });

  test("weights add up to one, and members that say the same count the same", () => {
    const rows = changing();
    const { weights } = blendOverTime({ ...rows, members: [rows.members[0], rows.members[0]] as Float32Array[] });
    expect(weights.every((weight) => weight === 0.5)).toBe(true);
    const other = blendOverTime(rows).weights;
    for (let i = 0; i < other.length; i += 2) expect((other[i] ?? 0) + (other[i + 1] ?? 0)).toBeCloseTo(1, 12);
  });

  test("a row without an answer of a member has none, and does not count", () => {
    const rows = changing();
    rows.members[0]?.fill(Number.NaN, 0, 20);
    const { probabilities } = blendOverTime(rows);
    expect(probabilities.subarray(0, 20).every(Number.isNaN)).toBe(true);
    expect(probabilities.subarray(20).some(Number.isNaN)).toBe(false);
  });

  test("refuses to blend nobody", () => {
    expect(() => blendOverTime({ ...changing(), members: [] })).toThrow("There must be members to blend, there were 0");
  });
});
