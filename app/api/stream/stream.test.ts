import { expect, test } from "vitest";
import type { Frame } from "./event-client";
import { createEventClient } from "./event-client";
import { frameOf } from "./frames";
import { parseTopics } from "./topics";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const frame = (topic: string, data: string, isEvent = false): Frame => ({
  topic,
  bytes: new TextEncoder().encode(data),
  isEvent,
});

/** A client that takes `room` bytes before it must be drained. */
function setup(room: number) {
  const state = { room, sent: [] as string[], isClosed: false };
  const client = createEventClient({
    room: () => state.room,
    enqueue: (bytes) => {
      state.sent.push(text(bytes));
      state.room -= bytes.byteLength;
    },
    close: () => (state.isClosed = true),
  });
  return { client, state };
}

test("a client that keeps up gets every message", () => {
  const { client, state } = setup(1_000);
  for (const data of ["a", "b", "c"]) client.offer(frame("desk:d", data));
  expect(state.sent).toEqual(["a", "b", "c"]);
});

test("a slow client gets the newest state of each topic, and every event in order", () => {
  const { client, state } = setup(1);
  for (let i = 0; i < 10; i++) {
    client.offer(frame("market:x", `m${i}`));
    client.offer(frame("desk:d", `d${i}`));
    client.offer(frame("desk-events:d", `e${i}`, true));
  }
  expect(state.sent).toEqual(["m0"]);
  state.room = 1_000;
  client.drain();
  expect(state.sent.slice(1)).toEqual([...Array.from({ length: 10 }, (_, i) => `e${i}`), "d9", "m9"]);
});

test("a client too slow for its events is sent away, so that it reads the state anew", () => {
  const { client, state } = setup(0);
  const data = "x".repeat(100_000);
  for (let i = 0; i < 10; i++) client.offer(frame("desk-events:d", data, true));
  expect(state.isClosed).toBe(false);
  client.offer(frame("desk-events:d", data, true));
  expect(state.isClosed).toBe(true);
});

test("a message is encoded once, and is one server-sent event whatever is in it", () => {
  const message = { topic: "market:simulated:BTC/USDT", payload: '{"a":1}\n\nevent: x' };
  const first = frameOf(message, false);
  expect(frameOf(message, false)).toBe(first);
  expect(text(first.bytes)).toBe('event: market:simulated:BTC/USDT\ndata: {"a":1}\ndata: \ndata: event: x\n\n');
});

test("only known topics are served, and not too many", () => {
  expect(parseTopics("feed:simulated,market:simulated:BTC/USDT,feed:simulated")).toEqual([
    "feed:simulated",
    "market:simulated:BTC/USDT",
  ]);
  expect(parseTopics(null)).toMatch(/at least one topic/);
  for (const bad of ["desk-commands:a", "desk:", "desk:a\nb", "x"])
    expect(parseTopics(bad)).toMatch(/there is no topic/);
  expect(parseTopics(Array.from({ length: 21 }, (_, i) => `desk:${i}`).join(","))).toBe("at most 20 topics, were 21");
});
