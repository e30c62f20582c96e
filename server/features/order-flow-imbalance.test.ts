import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AverageDepth, type AverageDepthState } from "./average-depth";
import { OrderFlowImbalance, type OrderFlowImbalanceState, orderFlowEvent } from "./order-flow-imbalance";
import type { Touch } from "./touch";

const SECOND = 1_000_000;
const touch = (...[bidTicks, bidLots, askTicks, askLots]: readonly [number, number, number, number]): Touch => ({
  bidTicks,
  bidLots,
  askTicks,
  askLots,
});

const anyStates = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: SECOND }),
    bid: fc.integer({ min: 95, max: 100 }),
    bidLots: fc.integer({ min: 1, max: 50 }),
    spread: fc.integer({ min: 1, max: 4 }),
    askLots: fc.integer({ min: 1, max: 50 }),
    /** One in ten states has lost its ask side. */
    hole: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 120 },
);

type State = { at: number; touch: Touch };

const toStates = (rows: readonly Row[]): State[] => {
  let at = 50 * SECOND;
  return rows.map((row) => {
    at += row.gap;
    const askLots = row.hole === 0 ? 0 : row.askLots;
    return { at, touch: touch(row.bid, row.bidLots, askLots ? row.bid + row.spread : Number.NaN, askLots) };
  });
};
type Row = { gap: number; bid: number; bidLots: number; spread: number; askLots: number; hole: number };

/** The paper's definition, word by word, over the states since the last hole. */
function slowOfi(states: readonly State[], window: number): number | null {
  const now = states.at(-1)?.at ?? 0;
  const lastHole = states.findLastIndex((state) => state.touch.askLots === 0);
  const run = states.slice(lastHole + 1);
  const first = run[0];
  if (!first || now - first.at < window) return null;
  let sum = 0;
  for (let i = 1; i < run.length; i++) {
    const before = run[i - 1]!.touch;
    const after = run[i]!.touch;
    if (run[i]!.at <= now - window) continue;
    const bidPart =
      after.bidTicks > before.bidTicks
        ? after.bidLots
        : after.bidTicks < before.bidTicks
          ? -before.bidLots
          : after.bidLots - before.bidLots;
    const askPart =
      after.askTicks < before.askTicks
        ? after.askLots
        : after.askTicks > before.askTicks
          ? -before.askLots
          : after.askLots - before.askLots;
    sum += bidPart - askPart;
  }
  return sum;
}

describe("order-flow imbalance", () => {
  // The six cases of eq. 1 of Cont, Kukanov & Stoikov (2014): each side up, down or the same price.
  test.each([
    ["bid size grows", touch(99, 10, 101, 10), touch(99, 14, 101, 10), 4],
    ["bid improves", touch(99, 10, 101, 10), touch(100, 3, 101, 10), 3],
    ["bid falls back", touch(99, 10, 101, 10), touch(98, 7, 101, 10), -10],
    ["ask size grows", touch(99, 10, 101, 10), touch(99, 10, 101, 14), -4],
    ["ask improves", touch(99, 10, 101, 10), touch(99, 10, 100, 3), -3],
    ["ask gives way", touch(99, 10, 101, 10), touch(99, 10, 102, 7), 10],
    ["nothing changes", touch(99, 10, 101, 10), touch(99, 10, 101, 10), 0],
  ])("%s", (...[, before, after, flow]) => {
    expect(orderFlowEvent(before, after)).toBe(flow);
  });

  test("equals the definition over every history, windows and holes included", () => {
    fc.assert(
      fc.property(anyStates, (rows) => {
        const states = toStates(rows);
        const ofi = new OrderFlowImbalance([SECOND, 10 * SECOND]);
        for (const [i, state] of states.entries()) {
          ofi.update(state.at, state.touch);
          expect(ofi.lots(0, state.at)).toBe(slowOfi(states.slice(0, i + 1), SECOND));
          expect(ofi.lots(1, state.at)).toBe(slowOfi(states.slice(0, i + 1), 10 * SECOND));
        }
      }),
    );
  });

  test("says nothing until its window was seen whole, and again after a gap", () => {
    const ofi = new OrderFlowImbalance([SECOND]);
    ofi.update(0, touch(99, 10, 101, 10));
    ofi.update(400_000, touch(99, 15, 101, 10));
    expect(ofi.lots(0, 999_999)).toBeNull();
    expect(ofi.warmth(0, 500_000)).toBe(0.5);
    expect(ofi.lots(0, SECOND)).toBe(5);
    ofi.reset();
    ofi.update(SECOND, touch(99, 20, 101, 10));
    expect(ofi.lots(0, 1_999_999)).toBeNull();
    expect(ofi.lots(0, 2 * SECOND)).toBe(0);
  });

  test("a saved and restored one goes on the same", () => {
    fc.assert(
      fc.property(anyStates, fc.nat({ max: 120 }), (rows, cut) => {
        const states = toStates(rows);
        const kept = new OrderFlowImbalance([SECOND, 10 * SECOND]);
        const keptDepth = new AverageDepth(10 * SECOND);
        let other = new OrderFlowImbalance([SECOND, 10 * SECOND]);
        let otherDepth = new AverageDepth(10 * SECOND);
        for (const [i, { at, touch: state }] of states.entries()) {
          if (i === cut) {
            const saved = JSON.stringify([other.save(), otherDepth.save()]);
            other = new OrderFlowImbalance([SECOND, 10 * SECOND]);
            otherDepth = new AverageDepth(10 * SECOND);
            const [flow, mean] = JSON.parse(saved) as [OrderFlowImbalanceState, AverageDepthState];
            other.restore(flow);
            otherDepth.restore(mean);
          }
          kept.update(at, state);
          other.update(at, state);
          keptDepth.update(at, state);
          otherDepth.update(at, state);
          expect([other.lots(0, at), other.lots(1, at)]).toEqual([kept.lots(0, at), kept.lots(1, at)]);
          expect(otherDepth.meanLots(at)).toBe(keptDepth.meanLots(at));
          expect(other.save()).toEqual(kept.save());
        }
      }),
    );
  });
});

test("average depth is the plain mean over the states of its window", () => {
  fc.assert(
    fc.property(anyStates, (rows) => {
      const states = toStates(rows);
      const depth = new AverageDepth(3 * SECOND);
      for (const [i, { at, touch: state }] of states.entries()) {
        depth.update(at, state);
        const inside = states
          .slice(0, i + 1)
          .filter((other) => other.at > at - 3 * SECOND && other.touch.askLots > 0)
          .map((other) => (other.touch.bidLots + other.touch.askLots) / 2);
        const mean = inside.length ? inside.reduce((sum, value) => sum + value, 0) / inside.length : null;
        expect(depth.meanLots(at)).toBe(mean);
      }
    }),
  );
});
