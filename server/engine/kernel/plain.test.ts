import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeWire, encodeWire } from "@/server/domain/wire";
import { fromPlain, toPlain } from "./plain";

const { state: anyState } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x)),
    fc.bigInt(),
    fc.array(tie("state"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("state"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("state comes back through JSON as it was, bigints included", () => {
  fc.assert(
    fc.property(anyState, (state) => {
      expect(fromPlain(JSON.parse(JSON.stringify(toPlain(state))))).toEqual(state);
    }),
  );
});

test("a checkpoint inside a wire message stays plain", () => {
  const plain = toPlain({ cash: 5n });
  expect(plain).toEqual({ cash: { $atoms: "5" } });
  expect(decodeWire(encodeWire(plain))).toEqual(plain);
});

test("copies: later changes of the state do not reach into a checkpoint", () => {
  const state = { list: [1] };
  const plain = toPlain(state);
  state.list.push(2);
  expect(plain).toEqual({ list: [1] });
});

test.each([
  [{ a: [Number.NaN] }, "state.a[0] must be a finite number, was NaN"],
  [{ b: Number.POSITIVE_INFINITY }, "state.b must be a finite number, was Infinity"],
  [{ c: new Map() }, "state.c must be plain data, was a Map"],
  [{ d: () => 1 }, "state.d must be plain data, was a function"],
])("names what JSON cannot carry: %o", (state, message) => {
  expect(() => toPlain(state)).toThrow(message);
});
