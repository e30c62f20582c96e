import { expect, test } from "vitest";
import { type KeyPress, SEQUENCE_MILLIS, Shortcuts } from "./shortcuts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrl: false,
  alt: false,
  inField: false,
  atMillis: 0,
  ...more,
});

function setup(...keys: string[]) {
  const shortcuts = new Shortcuts();
  const taken: string[] = [];
  for (const key of keys) {
    shortcuts.register({
      keys: key,
      label: key,
      group: "Test",
      act: () => void taken.push(key),
      inFields: key === "Escape",
    });
  }
  return { shortcuts, taken };
}

test("a key, a chord and a sequence each find their binding", () => {
  const { shortcuts, taken } = setup("b", "ctrl+k", "g j");
  shortcuts.press(press("b"));
  shortcuts.press(press("k", { ctrl: true }));
  shortcuts.press(press("g"));
  shortcuts.press(press("j", { atMillis: SEQUENCE_MILLIS }));
  expect(taken).toEqual(["b", "ctrl+k", "g j"]);
});

test("a sequence that comes too late is only its second key", () => {
  const { shortcuts, taken } = setup("g j", "j");
  shortcuts.press(press("g"));
  shortcuts.press(press("j", { atMillis: SEQUENCE_MILLIS + 1 }));
  expect(taken).toEqual(["j"]);
});

test("letters typed into a field do nothing; Esc works there too", () => {
  const { shortcuts, taken } = setup("b", "Escape");
  expect(shortcuts.press(press("b", { inField: true }))).toBe(false);
  expect(shortcuts.press(press("Escape", { inField: true }))).toBe(true);
  expect(taken).toEqual(["Escape"]);
});

test("the newest binding goes first and may pass the key on", () => {
  const shortcuts = new Shortcuts();
  const taken: string[] = [];
  shortcuts.register({ keys: "Escape", label: "", group: "", act: () => void taken.push("page") });
  const leave = shortcuts.register({ keys: "Escape", label: "", group: "", act: () => (taken.push("panel"), false) });
  shortcuts.press(press("Escape"));
  expect(taken).toEqual(["panel", "page"]);
  leave();
  shortcuts.press(press("Escape"));
  expect(taken).toEqual(["panel", "page", "page"]);
});
