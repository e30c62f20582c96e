import { expect, test } from "vitest";
import { byText, whatText } from "./history-rows";

const text = "consecutive_losses:flow armed by hand: looked at it";

test("who armed a breaker by hand was a person, whatever opened it or armed it in time was a breaker", () => {
  const by = (said: string, who: string | null = null) => byText({ who, cause: "consecutive_losses:flow", text: said });
  expect(by(text)).toBe("a person");
  expect(by(text, "web")).toBe("web");
  expect(by("consecutive_losses:flow armed again after its time")).toBe("a breaker");
  expect(by("4 losses in a row of flow; it stops at 4 losses")).toBe("a breaker");
});

test("a change of settings is told in the words of the form", () => {
  const what = (said: string) => whatText({ kind: "risk_settings", text: `Risk settings changed: ${said}` });
  expect(what("positionCapPpm 210000 → 250000, rearm.data.micros – → 60000000 and 2 more")).toBe(
    "Risk settings changed: Position 21 % → 25 %, Data re-arms after – → 1 min and 2 more",
  );
  expect(what("something else")).toBe("Risk settings changed: something else");
  expect(whatText({ kind: "breaker", text })).toBe(text);
});
