import { expect, test } from "vitest";
import { silenceOf } from "./silence";
import { Store } from "./topic-store";

function setup() {
  let at = 0;
  let tick: (() => void) | null = null;
  const store = new Store(0);
  const silence = silenceOf(store, 5, {
    now: () => at,
    everySecond: (act) => {
      tick = act;
      return () => (tick = null);
    },
  });
  const pass = (seconds: number) => {
    for (let i = 0; i < seconds; i += 1) {
      at += 1_000;
      tick?.();
    }
  };
  return { store, silence, pass, isTimed: () => tick !== null };
}

test("a lively store is never silent; a quiet one counts its seconds beyond the limit", () => {
  const { store, silence, pass } = setup();
  silence.subscribe(() => undefined);
  pass(5);
  expect(silence.get()).toBeNull();
  pass(7);
  expect(silence.get()).toBe(12);
  store.set(1);
  expect(silence.get()).toBeNull();
});

test("nobody looking, no timer", () => {
  const { silence, isTimed } = setup();
  const leave = silence.subscribe(() => undefined);
  expect(isTimed()).toBe(true);
  leave();
  expect(isTimed()).toBe(false);
});
