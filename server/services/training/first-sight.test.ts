// Guarantee: a run that is taken up again sees what it saw at first, however much older history has come in since.
import { expect, test } from "vitest";
import { randomHistory } from "@/server/testing/training/random-history";
import { memoryWork } from "@/server/testing/training/small-run";
import { asAtFirst } from "./first-sight";

test("what came in at the old end while the run was down is left out", () => {
  const long = randomHistory(3, 5);
  const short = { ...long, bars: long.bars.slice(288) };
  const work = memoryWork();
  expect(asAtFirst(work, [short])).toEqual([short]);
  expect(asAtFirst(work, [long])).toEqual([short]);
  expect(asAtFirst(memoryWork(), [long])).toEqual([long]);
});
