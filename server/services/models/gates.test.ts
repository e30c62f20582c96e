// Guarantee: every gate must hold; the unknown does not, unless its gate asks for nothing; each says the distance.
import { describe, expect, test } from "vitest";
import { DEFAULT_GATES, type GateCheck, type Gates } from "@/server/domain/models/recipe";
import { someManifest, someScores, someVersion } from "@/server/testing/models/some-model";
import { AT } from "@/server/testing/rows";
import { checkGates, factsOf, judgeNow } from "./gates";

const champion = { version: 3, deflatedSharpe: 0.5, logLoss: 0.69 };
const missed = (gates: Gates, facts: ReturnType<typeof factsOf>, rival: typeof champion | null = champion) =>
  checkGates({ gates, facts, champion: rival }).filter(({ passed }) => !passed);

describe("gates", () => {
  test("a version that is better in all passes each", () => {
    expect(missed(DEFAULT_GATES, factsOf(someScores(), 2))).toEqual([]);
  });

  test.each([
    [
      "betterDeflatedSharpe",
      factsOf(someScores({}, { deflatedSharpe: 0.4 }), 2),
      "deflated Sharpe 0.4, champion 3 0.5: not better, by 0.1",
    ],
    ["betterDeflatedSharpe", factsOf(someScores({}, { deflatedSharpe: 0.5 }), 2), "not better, by 0"],
    ["betterLogLoss", factsOf(someScores({ logLoss: 0.7 }), 2), "log loss 0.7, champion 3 0.69: not better, by 0.01"],
    ["tradesMin", factsOf(someScores({}, { trades: 99 }), 2), "trades out of sample 99, at least 100: short by 1"],
    [
      "profitFactorMin",
      factsOf(someScores({}, { profitFactor: null }), 2),
      "profit factor is not known, at least 1.1 asked",
    ],
    [
      "calibrationErrorMax",
      factsOf(someScores({ calibrationError: 0.06 }), 2),
      "calibration error 0.06, at most 0.05: over by 0.01",
    ],
    ["drawdownMax", factsOf(someScores({}, { maxDrawdown: 0.3 }), 2), "drawdown 0.3, at most 0.25: over by 0.05"],
    ["latencyMillisMax", factsOf(someScores(), 7), "latency, ms 7, at most 5: over by 2"],
  ] as const)("%s alone stands in the way", (gate, facts, text) => {
    const found = missed(DEFAULT_GATES, facts);
    expect(found.map((check) => check.gate)).toEqual([gate]);
    expect(found[0]?.text).toContain(text);
  });

  test("without a champion the base rate and luck are to be beaten; without scores nothing is known", () => {
    const first = (logLoss: number, deflatedSharpe: number) =>
      missed(DEFAULT_GATES, factsOf(someScores({ logLoss, baseLogLoss: 0.69 }, { deflatedSharpe }), 2), null);
    expect(first(0.68, 0.51)).toEqual([]);
    expect(first(0.6901, 0.004).map(({ text }) => text)).toEqual([
      "deflated Sharpe 0.004, luck 0.5: not better, by 0.496",
      "log loss 0.6901, base rate 0.69: not better, by 0.0001",
    ]);
    const unknown = missed(DEFAULT_GATES, factsOf(null, null)).map(({ gate }) => gate);
    expect(unknown).toEqual(Object.keys(DEFAULT_GATES));
  });

  test("gates that ask for nothing let the unknown pass", () => {
    const open: Gates = {
      betterDeflatedSharpe: false,
      betterLogLoss: false,
      tradesMin: 0,
      profitFactorMin: 0,
      calibrationErrorMax: 1,
      drawdownMax: 1,
      latencyMillisMax: 1_000,
    };
    expect(missed(open, factsOf(null, null))).toEqual([]);
  });
});

describe("judged again", () => {
  const made = [
    { gate: "betterLogLoss", passed: false, text: "worse than champion 1 on the same rows" },
    { gate: "latencyMillisMax", passed: true, text: "1 ms" },
  ] as const;
  const version = someVersion({ version: 2, gates: made, createdAt: AT + 10 });
  const reigning = someVersion({
    version: 1,
    state: "champion",
    stateSince: AT,
    manifest: someManifest({ scores: someScores({ logLoss: 0.69 }, { deflatedSharpe: 0.1 }) }),
  });
  const failing = (gates: Gates, rival: typeof reigning | null) =>
    judgeNow(gates, version, rival).filter(({ passed }) => !passed);

  test("the comparison that was made on the same rows stands while that champion reigns", () => {
    expect(failing(DEFAULT_GATES, reigning)).toEqual([made[0]]);
  });
  test("with another champion, or none, each is taken by its own scores", () => {
    expect(failing(DEFAULT_GATES, { ...reigning, stateSince: AT + 20 })).toEqual([]);
    expect(failing(DEFAULT_GATES, null)).toEqual([]);
  });
  test("edited gates count at once", () => {
    expect(failing({ ...DEFAULT_GATES, tradesMin: 1_000 }, null).map(({ gate }) => gate)).toEqual(["tradesMin"]);
    expect(failing({ ...DEFAULT_GATES, betterLogLoss: false }, reigning)).toEqual([]);
  });
  test("an edited limit of latency asks for what was measured, and one that asks for nothing passes", () => {
    const [slow] = checkGates({ gates: DEFAULT_GATES, facts: factsOf(null, 10.62), champion: null }).slice(-1);
    const latencyNow = (latencyMillisMax: number, made: readonly GateCheck[]) =>
      judgeNow({ ...DEFAULT_GATES, latencyMillisMax }, someVersion({ version: 2, gates: made }), null).at(-1);
    const made = slow ? [slow] : [];
    expect(latencyNow(5, made)).toMatchObject({ passed: false, text: "latency, ms 10.62, at most 5: over by 5.62" });
    expect(latencyNow(20, made)).toMatchObject({ passed: true, text: "latency, ms 10.62, at most 20" });
    expect(latencyNow(1_000, [])).toMatchObject({ passed: true });
    expect(latencyNow(5, [])).toMatchObject({ passed: false });
  });
});
