import { describe, expect, test } from "vitest";
import type { FitInput, FitProgress } from "@/server/learning/model-family";
import { forest } from "./forest-family";
import { gbdtFamilies } from "./gbdt-families";
import { interacting, madeUpData, rowRange } from "./test-data";

const data = madeUpData({ rows: 1_500, columns: 6, seed: 12, missingShare: 0.05, label: interacting });

const input = (more: Partial<FitInput> = {}): FitInput => ({
  data,
  train: rowRange(0, 1_000),
  valid: rowRange(1_000, 1_500),
  classes: 2,
  params: { trees: 25, rowsMin: 20 },
  seed: 3,
  runtime: { load: () => Promise.reject(new Error("trees need no runtime")) },
  onProgress: () => undefined,
  checkpoint: null,
  ...more,
});

describe.each([...gbdtFamilies, forest])("$name", (family) => {
  test("a fit that was stopped goes on to the same file", async () => {
    const whole = await family.fit(input());
    let kept: Uint8Array | null = null;
    const checkpoint = { load: () => kept, save: (bytes: Uint8Array) => void (kept = bytes) };
    const onProgress = ({ step }: FitProgress): void => {
      if (step === 17) throw new Error("stopped");
    };
    await expect(family.fit(input({ checkpoint, onProgress }))).rejects.toThrow("stopped");
    const steps: number[] = [];
    const resumed = await family.fit(input({ checkpoint, onProgress: ({ step }) => steps.push(step) }));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(10);
    expect(resumed.onnx).toEqual(whole.onnx);
    expect(resumed.curve).toEqual(whole.curve);
    expect(resumed.explain).toEqual(whole.explain);
  });

  test("a checkpoint of another fit, or one that is broken off, is left alone", async () => {
    const whole = await family.fit(input());
    let kept: Uint8Array | null = null;
    await family.fit(input({ seed: 4, checkpoint: { load: () => null, save: (bytes) => void (kept = bytes) } }));
    expect(kept).not.toBeNull();
    for (const bytes of [kept, new TextEncoder().encode('{"task":')]) {
      const other = await family.fit(input({ checkpoint: { load: () => bytes, save: () => undefined } }));
      expect(other.onnx).toEqual(whole.onnx);
    }
  });

  test("a stop that comes from outside is heard between two trees", async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error("cancelled")));
    const steps: number[] = [];
    const onProgress = ({ step }: FitProgress): void => {
      steps.push(step);
      stop.signal.throwIfAborted();
    };
    await expect(family.fit(input({ onProgress }))).rejects.toThrow("cancelled");
    expect(steps.length).toBeLessThan(5);
  });

  test("importance is shared out, and the columns that matter have most of it", async () => {
    const { importance } = await family.fit(input());
    const shares = [...(importance ?? [])];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares.slice(0, 3).reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.6);
  });

  test("a parameter outside its bounds is refused by name", async () => {
    await expect(family.fit(input({ params: { trees: 1 } }))).rejects.toThrow("trees must be a whole number from");
  });
});
