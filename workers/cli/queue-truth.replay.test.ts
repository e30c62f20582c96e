/** The report of `queue-truth`, from the recording where it lies and from the simulated market anywhere. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { TruthSection } from "@/server/services/queue-truth/queue-truth";
import { runCli } from "./run-cli";

const RECORDING = path.resolve("../shared/data/l3/bitstamp2015/2015-05-01_00-03h.log.gz");
const haveRecording = existsSync(RECORDING);
if (!haveRecording) process.stderr.write(`no recording ${RECORDING}: the report on it is skipped\n`);

const folder = mkdtempSync(path.join(tmpdir(), "tapedeck-truth-"));
afterAll(() => rmSync(folder, { recursive: true }));
const tools = { signal: new AbortController().signal, say: () => {} };

type Report = Readonly<{
  sections: readonly TruthSection[];
  import: Readonly<{ levels: number; levelsEqual: number; trades: number; loneTrades: number }> | null;
}>;

async function report(...args: string[]): Promise<Report> {
  const { code, out, err } = await runCli(["queue-truth", "--json", ...args], tools);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Report;
}

const models = (section: TruthSection | undefined) => new Map(section?.score.models.map((one) => [one.model, one]));
const wrong = (section: TruthSection | undefined, model: string) => {
  const outcome = models(section).get(model)?.outcome;
  return (outcome?.onlyModel ?? Number.NaN) + (outcome?.onlyTruth ?? Number.NaN);
};

describe("in the simulated market", () => {
  // Guarantee: the truth is the matching engine's. Models are nested in what they fill, the bounds bound it, and
  // the same seeds give the same report.
  test("bounds hold and the report repeats", { timeout: 120_000 }, async () => {
    const args = ["--simulated", "--seeds", "2", "--orders", "40"];
    const first = await report(...args);
    expect(await report(...args)).toEqual(first);
    const [all, ...seeds] = first.sections;
    expect(all?.score.cases).toBe(80);
    expect(seeds.map(({ score }) => score.cases)).toEqual([40, 40]);
    const by = models(all);
    for (const name of ["riskAverse", "power(1)", "power(3)", "log"]) {
      const one = by.get(name);
      // A guessed place is never further back than the pessimist's, and the pessimist's never before the truth.
      expect(one?.ahead.mean).toBeLessThanOrEqual(by.get("riskAverse")?.ahead.mean ?? Number.NaN);
      expect(one?.lotsRatio).toBeLessThanOrEqual(by.get("touch")?.lotsRatio ?? Number.NaN);
      expect(by.get("touch")?.delaySeconds.mean).toBeLessThan(one?.delaySeconds.mean ?? Number.NaN);
    }
    expect(by.get("riskAverse")?.ahead.mean).toBeGreaterThan(0);
    expect(all?.score.filled).toBeGreaterThan(40);
  });
});

describe.skipIf(!haveRecording)("on the recorded market of 2015", () => {
  test("the book is the venue's, exact is the truth, and the models come near it", { timeout: 240_000 }, async () => {
    const told = await report(RECORDING, "--orders", "6000");
    expect(told.import?.loneTrades).toBe(0);
    expect((told.import?.levelsEqual ?? 0) / (told.import?.levels ?? 1)).toBeGreaterThan(0.999);
    const [real, behind, withheld, probes] = told.sections;
    expect(real?.score.cases).toBe(6_000);
    for (const section of [real, behind, withheld, probes]) {
      expect(models(section).get("exact")?.ahead.rootMeanSquare).toBe(0);
      expect(models(section).get("exact")?.outcome.onlyTruth).toBe(0);
      // Levels that the venue's pictures denied, not queues, make the few fills that nobody had.
      expect(wrong(section, "exact")).toBeLessThanOrEqual(2);
      expect(wrong(section, "touch")).toBeGreaterThan(wrong(section, "power(1)"));
    }
  });
});

test("a file that is no such recording is refused in words", async () => {
  const file = path.join(folder, "other.txt");
  writeFileSync(file, "hello\nworld\n");
  const { code, err } = await runCli(["queue-truth", file], tools);
  expect([code, err]).toEqual([
    2,
    `tapedeck: ${file} is no order-by-order recording of Bitstamp: no line could be read`,
  ]);
  expect((await runCli(["queue-truth"], tools)).err).toMatch(/either a recording or --simulated/);
});
