import fc from "fast-check";
import { expect, test } from "vitest";
import { TimedQueue } from "./scheduler";

const anyTimes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });

test("gives items by time, and first come first served at the same time", () => {
  fc.assert(
    fc.property(anyTimes, (times) => {
      const queue = new TimedQueue<{ at: number; seq: number }>();
      const items = times.map((at, seq) => ({ at, seq }));
      for (const item of items) queue.push(item);
      const taken: unknown[] = [];
      for (let item = queue.takeDue(100); item; item = queue.takeDue(100)) taken.push(item);
      expect(taken).toEqual(items.toSorted((a, b) => a.at - b.at || a.seq - b.seq));
      expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY);
    }),
  );
});

test("holds back what is not due, and says when it will be", () => {
  const queue = new TimedQueue<{ at: number; seq: number }>();
  queue.push({ at: 10, seq: 1 });
  expect(queue.takeDue(9)).toBeUndefined();
  expect(queue.nextAt).toBe(10);
  expect(queue.takeDue(10)).toEqual({ at: 10, seq: 1 });
});

test("can take the first that fits, out of turn", () => {
  const queue = new TimedQueue<{ at: number; seq: number }>();
  for (const [seq, at] of [5, 3, 4].entries()) queue.push({ at, seq });
  expect(queue.takeFirst(({ seq }) => seq !== 1)).toEqual({ at: 4, seq: 2 });
  expect(queue.items()).toEqual([
    { at: 3, seq: 1 },
    { at: 5, seq: 0 },
  ]);
  expect(queue.takeFirst(() => false)).toBeUndefined();
});
