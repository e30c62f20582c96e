import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CHARACTERS } from "./character";
import { SymbolMarket } from "./symbol-market";

// 2026-11-20 10:00 UTC; any time will do.
const START = Date.UTC(2026, 10, 20, 10) * 1_000;
const SECOND = 1_000_000;

function open(index = 0, startMicros = START) {
  const character = CHARACTERS[index];
  if (character === undefined) throw new RangeError(`there is no character ${index}`);
  return new SymbolMarket({ character, index, seed: 1, startMicros });
}

/** Everything said in ten seconds when time passes in steps of this length. */
function saidIn(stepMicros: number): string {
  const market = open();
  const hash = createHash("sha256");
  const publish = (stream: string, data: string) => void hash.update(stream).update(data);
  for (let at = START; at < START + 10 * SECOND; at += stepMicros) {
    market.advance(Math.min(at + stepMicros, START + 10 * SECOND), publish);
  }
  return hash.digest("hex");
}

// Guarantee: what happens depends on seed and start alone, never on how often the process got to look.
test("lives the same life in long steps and in short ones", () => {
  const whole = saidIn(10 * SECOND);
  expect(saidIn(10_000)).toBe(whole);
  expect(saidIn(333_337)).toBe(whole);
});

test("ids rise over a restart however soon it comes", () => {
  const warmUp = 15 * SECOND;
  const before = open(0, START - warmUp);
  before.advance(START, () => {});
  before.open(START);
  before.advance(START + 300_000, () => {});
  const after = open(0, START + 400_000 - warmUp);
  after.advance(START + 400_000, () => {});
  after.open(START + 400_000);
  expect(after.depth(1).lastUpdateId).toBeGreaterThan(before.depth(1).lastUpdateId);
  after.advance(START + 3 * SECOND, () => {});
  expect(after.trades(1)[0]?.id).toBeGreaterThan(before.trades(1)[0]?.id ?? Number.POSITIVE_INFINITY);
  const ids = after.trades(1_000).map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, i) => (ids[0] ?? 0) + i));
});

test.each([0, 1, 2])("instrument %i shows a book of a thousand levels from the first moment", (index) => {
  const { bids, asks } = open(index).depth(5_000);
  expect(bids.length + asks.length).toBeGreaterThan(1_000);
  expect((bids[0]?.[0] ?? 0) < (asks[0]?.[0] ?? 0)).toBe(true);
});

test.each([0, 1, 2])("a post-only order at the touch of instrument %i is filled within tens of seconds", (index) => {
  const market = open(index);
  market.advance(START + 5 * SECOND, () => {});
  const waits: number[] = [];
  let at = START + 5 * SECOND;
  for (let order = 0; order < 20; order++) {
    const side = order % 2 === 0 ? "bid" : "ask";
    const place = () =>
      market.engine.submitShadow({ side, ticks: market.engine.best(side)?.ticks ?? 0, lots: 10 }).orderId;
    const start = at;
    // Follows the touch as a quoter does: an order left behind is placed anew.
    for (let id = place(); market.engine.order(id) !== undefined && at < start + 120 * SECOND; ) {
      at += SECOND / 4;
      market.advance(at, () => {});
      const own = market.engine.order(id);
      if (own === undefined || own.ticks === market.engine.best(side)?.ticks) continue;
      market.engine.cancel(id);
      id = place();
    }
    waits.push((at - start) / SECOND);
  }
  const median = waits.sort((a, b) => a - b)[10] ?? 0;
  expect(median).toBeLessThan(40);
  expect(median).toBeGreaterThan(0.25);
});
