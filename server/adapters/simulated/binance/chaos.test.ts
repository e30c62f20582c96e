import { expect, test } from "vitest";
import { ManualClock } from "@/server/adapters/simulated/clock";
import { Chaos, chaosOrder } from "./chaos";

const MESSAGES = Array.from({ length: 400 }, (_, i) => `{"n":${i},"rest":"0123456789"}`);
const MILLI = 1_000;

/** Sends all messages through one order and gives what came out. */
function through(input: object, onClock: (clock: ManualClock) => void = () => {}) {
  const clock = new ManualClock(0);
  const chaos = new Chaos(clock);
  chaos.begin(chaosOrder.parse(input));
  const sent: string[] = [];
  let cuts = 0;
  for (const text of MESSAGES) chaos.pass("btcusdt@trade", text, { send: (t) => sent.push(t), cut: () => cuts++ });
  onClock(clock);
  return { sent, cuts, chaos };
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test("without an order everything goes out as it came", () => {
  const sent: string[] = [];
  const chaos = new Chaos(new ManualClock(0));
  for (const text of MESSAGES) chaos.pass("x", text, { send: (t) => sent.push(t), cut: () => {} });
  expect(sent).toEqual(MESSAGES);
});

test.each([
  ["drop", { drop: 0.25 }, (sent: string[]) => sent.length < 340 && sent.length > 260],
  ["duplicate", { duplicate: 0.25 }, (sent: string[]) => sent.length > 460 && sent.length < 540],
  ["malformed", { malformed: 0.25 }, (sent: string[]) => sent.filter((text) => !isJson(text)).length > 60],
  [
    "reorder",
    { reorder: 0.25 },
    (sent: string[]) => sent.length >= 399 && sent.some((text, i) => i > 0 && text < (sent[i - 1] ?? "")),
  ],
] as const)("%s touches about the share that was ordered, and the same ones for the same seed", (_, order, holds) => {
  const { sent } = through(order);
  expect(holds(sent)).toBe(true);
  expect(through(order).sent).toEqual(sent);
  expect(through({ ...order, seed: 2 }).sent).not.toEqual(sent);
});

test("a share of disconnections cuts that many connections", () => {
  const { cuts, sent } = through({ disconnect: 0.1 });
  expect(cuts).toBeGreaterThan(20);
  expect(cuts + sent.length).toBe(MESSAGES.length);
});

test("what is delayed comes later and in order", () => {
  const early: number[] = [];
  const { sent } = through({ delayMs: 300, forMs: 1_000 }, (clock) => {
    clock.advance(299 * MILLI);
    early.push(clock.nowMicros());
    clock.advance(2 * MILLI);
  });
  expect(early).toEqual([299 * MILLI]);
  expect(sent).toEqual(MESSAGES);
});

test("a count makes a single mishap", () => {
  const { sent, chaos } = through({ drop: 1, count: 1 });
  expect(sent).toEqual(MESSAGES.slice(1));
  expect([chaos.order, chaos.touched]).toEqual([null, 1]);
});

test("ends by itself, lets go of what it held, and leaves other streams alone", () => {
  const clock = new ManualClock(0);
  const chaos = new Chaos(clock);
  const sent: string[] = [];
  const to = { send: (text: string) => sent.push(text), cut: () => {} };
  chaos.begin(chaosOrder.parse({ reorder: 1, forMs: 50, streams: "depth" }));
  chaos.pass("btcusdt@depth@100ms", "held", to);
  expect(sent).toEqual([]);
  clock.advance(51 * MILLI);
  chaos.pass("btcusdt@depth@100ms", "after", to);
  expect(sent).toEqual(["held", "after"]);
  chaos.begin(chaosOrder.parse({ drop: 1, streams: "depth" }));
  chaos.pass("btcusdt@trade", "trade", to);
  expect(sent.at(-1)).toBe("trade");
});
