import fc from "fast-check";
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { QueueCause, QueuePoint } from "@/server/domain/order";
import { fromChunks, toChunks } from "./trace-chunks";

const anyPoint: fc.Arbitrary<QueuePoint> = fc.record({
  at: fc.integer({ min: 0, max: 4_102_444_800_000_000 }).map(micros),
  cause: fc.constantFrom<QueueCause>("accepted", "trade", "cancel", "refilled"),
  aheadLots: fc.maxSafeNat(),
  deltaLots: fc.maxSafeNat(),
});

test("every order's points come back as they were said, in order, over any number of commits", () => {
  const commits = fc.array(
    fc.array(fc.record({ orderId: fc.constantFrom("ord-1", "ord-2", "ord-3"), point: anyPoint }), { maxLength: 20 }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(commits, (said) => {
      const chunks = said.flatMap((batch) => toChunks(batch));
      for (const id of ["ord-1", "ord-2", "ord-3"]) {
        const mine = said.flat().filter(({ orderId }) => orderId === id);
        expect(fromChunks(chunks.filter(({ orderId }) => orderId === id))).toEqual(mine.map(({ point }) => point));
      }
    }),
  );
});

test("a point costs a fifth of a row of its own: its time, cause and two sizes in about 20 characters", () => {
  const points = Array.from({ length: 1_000 }, (_, i) => ({
    orderId: "ord-1",
    point: {
      at: micros(1_772_600_767_891_011 + i * 150_000),
      cause: "trade",
      aheadLots: 5_000 - i,
      deltaLots: 1,
    } as const,
  }));
  const [chunk] = toChunks(points);
  expect((chunk?.points.length ?? 0) / points.length).toBeLessThan(26);
});
