import fc from "fast-check";
import { expect, test } from "vitest";
import { micros } from "@/server/domain/micros";
import type { DepthUpdate } from "@/server/ports/venue-mapper";
import { BookSequencer, BUFFERED_UPDATES_MAX } from "./book-sequencer";

const update = (firstId: number, lastId: number, previousId: number | null = null): DepthUpdate => ({
  type: "depth",
  instrument: 0,
  exchangeAt: micros(0),
  firstId,
  lastId,
  previousId,
  bids: [],
  asks: [],
  irregular: 0,
});

const joined = (...updates: DepthUpdate[]) => ({ kind: "joined", updates });

test("drops what the snapshot covers and starts with the update that spans it", () => {
  const book = new BookSequencer();
  for (const each of [update(1, 5), update(6, 12), update(13, 20)]) expect(book.offer(each)).toBe("buffered");
  expect(book.join({ lastId: 8 })).toEqual(joined(update(6, 12), update(13, 20)));
  expect(book.isLive).toBe(true);
  expect(book.offer(update(21, 22))).toBe("applied");
});

test("takes a snapshot that is newer than all that was buffered, then an update that spans it", () => {
  const book = new BookSequencer();
  book.offer(update(1, 5));
  expect(book.join({ lastId: 7 })).toEqual(joined());
  expect(book.offer(update(6, 9))).toBe("applied");
  expect(book.offer(update(9, 12))).toBe("gap");
});

test("asks for another snapshot when this one does not reach the buffer, and keeps the buffer", () => {
  const book = new BookSequencer();
  book.offer(update(10, 12));
  expect(book.join({ lastId: 8 })).toEqual({ kind: "too_old" });
  expect(book.isLive).toBe(false);
  expect(book.join({ lastId: 9 })).toEqual(joined(update(10, 12)));
});

test("does not join across an update that is missing from the buffer", () => {
  const book = new BookSequencer();
  for (const each of [update(10, 12), update(15, 16), update(17, 18)]) book.offer(each);
  expect(book.join({ lastId: 11 })).toEqual({ kind: "too_old" });
  expect(book.join({ lastId: 14 })).toEqual(joined(update(15, 16), update(17, 18)));
});

test("puts a re-ordered buffer in order", () => {
  const book = new BookSequencer();
  for (const each of [update(15, 16), update(10, 12), update(13, 14), update(10, 12)]) book.offer(each);
  expect(book.join({ lastId: 9 })).toEqual(joined(update(10, 12), update(13, 14), update(15, 16)));
});

test("follows the chain of futures by previous id, which leaves holes in the ids", () => {
  const book = new BookSequencer();
  book.offer(update(100, 110, 95));
  expect(book.join({ lastId: 105 })).toEqual(joined(update(100, 110, 95)));
  expect(book.offer(update(130, 140, 110))).toBe("applied");
  expect(book.offer(update(141, 150, 141))).toBe("gap");
});

test("says stale to a double and gap to a hole, and buffers from the hole on", () => {
  const book = new BookSequencer();
  book.join({ lastId: 9 });
  expect(book.offer(update(10, 12))).toBe("applied");
  expect(book.offer(update(10, 12))).toBe("stale");
  expect(book.offer(update(14, 15))).toBe("gap");
  expect(book.offer(update(16, 17))).toBe("buffered");
  expect(book.join({ lastId: 14 })).toEqual(joined(update(14, 15), update(16, 17)));
});

test("forgets the buffer when the connection is lost: it belongs to the old chain", () => {
  const book = new BookSequencer();
  book.offer(update(10, 12));
  book.lose();
  expect(book.join({ lastId: 50 })).toEqual(joined());
});

test("bounds the buffer by dropping the oldest", () => {
  const book = new BookSequencer();
  for (let id = 1; id <= BUFFERED_UPDATES_MAX + 10; id++) book.offer(update(id, id));
  expect(book.join({ lastId: 5 })).toEqual({ kind: "too_old" });
  expect(book.join({ lastId: 10 }).kind).toBe("joined");
});

// Guarantee: between a snapshot and the next gap, the updates applied leave out no id and repeat none.
test("applies an unbroken chain for every loss, double and re-ordering", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 5, maxLength: 60 });
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: "next" } as const) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("jump" as const), by: fc.integer({ min: -4, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("snapshot" as const), back: fc.nat(12) }) },
  );
  fc.assert(
    fc.property(lengths, fc.array(event, { maxLength: 150 }), fc.boolean(), (sizes, events, isFutures) => {
      const updates: DepthUpdate[] = [];
      let id = 0;
      for (const size of sizes) {
        updates.push(update(id + 1, id + size, isFutures ? id : null));
        id += size;
      }
      const book = new BookSequencer();
      let position = 0;
      let reached: number | null = null;
      const apply = (applied: DepthUpdate) => {
        expect(applied.firstId).toBeLessThanOrEqual((reached ?? 0) + 1);
        expect(applied.lastId).toBeGreaterThan(reached ?? 0);
        reached = applied.lastId;
      };
      for (const each of events) {
        if (each.kind === "jump") position += each.by;
        else if (each.kind === "snapshot" && !book.isLive) {
          const lastId = Math.max(0, (updates[position]?.lastId ?? id) - each.back);
          const outcome = book.join({ lastId });
          if (outcome.kind === "joined") {
            reached = lastId;
            for (const applied of outcome.updates) apply(applied);
          }
        } else if (each.kind === "next") {
          const offered = updates[position++];
          if (offered && book.offer(offered) === "applied") apply(offered);
        }
      }
    }),
  );
});
