import fc from "fast-check";
import { expect, test } from "vitest";
import { Digest, fingerprint } from "./digest";

/** Plain data as the engine's state has it: no −0, which JSON turns into 0. */
const anyPlain = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const reversedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversedKeys(item)]),
  );
};

test("is 16 hex digits that neither JSON nor another order of keys changes", () => {
  fc.assert(
    fc.property(anyPlain, (value) => {
      expect(fingerprint(value)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprint(reversedKeys(value))).toBe(fingerprint(value));
      expect(fingerprint(JSON.parse(JSON.stringify(value)))).toBe(fingerprint(value));
    }),
  );
});

test("tells different values apart", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 50 }), (texts) => {
      expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
    }),
  );
  const numbers = Array.from({ length: 50_000 }, (_, i) => fingerprint(1_723_161_600_000_000 + i));
  expect(new Set(numbers).size).toBe(numbers.length);
});

test.each([
  [1, "1"],
  [1, 1n],
  [1n, -1n],
  [1n, 2n ** 32n],
  [2n ** 63n, -(2n ** 63n)],
  [2n ** 64n + 5n, 5n],
  [0, false],
  [null, 0],
  [[], {}],
  [["ab"], ["a", "b"]],
  [1, 1.0000000000000002],
  [2 ** 31, -(2 ** 31)],
  [{ a: 1 }, { b: 1 }],
  [[[1], 2], [[1, 2]]],
])("%o and %o differ", (a, b) => {
  expect(fingerprint(a)).not.toBe(fingerprint(b));
});

test("goes on from its saved state, and the order of what is added counts", () => {
  const whole = new Digest();
  whole.add("a");
  whole.add({ b: 2n });
  const first = new Digest();
  first.add("a");
  const second = new Digest(first.save());
  second.add({ b: 2n });
  expect(second.hex()).toBe(whole.hex());
  const swapped = new Digest();
  swapped.add({ b: 2n });
  swapped.add("a");
  expect(swapped.hex()).not.toBe(whole.hex());
});

test("refuses what is no plain data", () => {
  expect(() => fingerprint({ f: () => 1 })).toThrow("plain data");
});
