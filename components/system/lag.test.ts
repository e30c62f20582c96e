import { expect, test } from "vitest";
import { lagShare, lagWord } from "./lag";

test("each decade of lag is as wide as the next, and the ends hold", () => {
  expect([1_000, 10_000, 100_000, 1_000_000].map((m) => Number(lagShare(m).toFixed(3)))).toEqual([0.2, 0.4, 0.6, 0.8]);
  expect([lagShare(0), lagShare(1e12)]).toEqual([0.02, 1]);
});

test("the word follows what a person would notice", () => {
  expect([49_999, 50_000, 999_999, 1_000_000].map(lagWord)).toEqual(["keeping up", "slow", "slow", "behind"]);
});
