import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameJoiner, toFrames } from "./frames";

const text = fc
  .string({ unit: "binary", maxLength: 30_000, size: "max" })
  .map((value) => Buffer.from(value).toString());

// Guarantee: whatever the characters, no frame exceeds what PostgreSQL carries, and nothing is lost between.
test("every message survives being cut and joined, and no frame is too long", () => {
  fc.assert(
    fc.property(text, (payload) => {
      const frames = toFrames({ publisher: "p1", number: 7, payload });
      for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThan(7_999);
      const joiner = new FrameJoiner();
      const joined = frames.map((frame) => joiner.push(frame));
      expect(joined.slice(0, -1).every((message) => message === null)).toBe(true);
      expect(joined.at(-1)).toBe(payload);
    }),
    { numRuns: 50 },
  );
});

test("messages of several publishers may lie between each other", () => {
  const long = "x".repeat(20_000);
  const [first, second] = ["a", "b"].map((publisher) => toFrames({ publisher, number: 1, payload: publisher + long }));
  const joiner = new FrameJoiner();
  const got = (first ?? []).flatMap((frame, i) => [joiner.push(frame), joiner.push(second?.[i] ?? "")]);
  expect(got.filter((message) => message !== null).map((message) => message[0])).toEqual(["a", "b"]);
});

test("who comes in the middle of a message misses it, and gets the next", () => {
  const payload = "y".repeat(20_000);
  const joiner = new FrameJoiner();
  const missed = toFrames({ publisher: "p", number: 1, payload }).slice(1);
  expect(missed.map((frame) => joiner.push(frame))).toEqual([null, null]);
  const next = toFrames({ publisher: "p", number: 2, payload });
  expect(next.map((frame) => joiner.push(frame)).at(-1)).toBe(payload);
});

test("what is no frame is no message", () => expect(new FrameJoiner().push("hello")).toBeNull());
