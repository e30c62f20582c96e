import { expect, test } from "vitest";
import { paletteScore } from "./palette-filter";

test("ETH finds the instrument, and no sentence that only has these letters somewhere", () => {
  expect(paletteScore(["ETH/USDT", "Instruments"], "eth")).toBe(1);
  expect(paletteScore(["Switch between dark and light", "Actions"], "eth")).toBe(0);
});

test("the start of a name beats the start of a word, which beats its middle, which beats a hint", () => {
  const scores = [["Halt new orders"], ["Do halt"], ["Asphalt"], ["Stop", "halt"]].map((texts) =>
    paletteScore(texts, "halt"),
  );
  expect(scores).toEqual([1, 0.8, 0.5, 0.2]);
});

test("every word must be found; nothing typed finds all", () => {
  expect(paletteScore(["Cancel all orders"], "cancel orders")).toBeGreaterThan(0);
  expect(paletteScore(["Cancel all orders"], "cancel fills")).toBe(0);
  expect(paletteScore(["Anything"], "  ")).toBe(1);
});
