import { expect, test } from "vitest";
import { onnxRuntime } from "@/server/adapters/onnx/runtime";
import { micros } from "@/server/domain/micros";
import type { ModelVersion } from "@/server/domain/models/model-version";
import type { Prediction } from "@/server/domain/models/prediction";
import { ABC, XYZ } from "@/server/testing/engine-run";
import { BAR_END, modelDeskRun } from "@/server/testing/model-desk-run";
import { TINY_SET, tinyOnnx, tinyVersion } from "@/server/testing/tiny-model";
import { openVersionWith } from "./open-version";
import { askVersions, scoreBars } from "./score-instruments";

const MINUTE = 60_000_000;
const never = new AbortController().signal;
const onnx = tinyOnnx(200);
const at = micros(BAR_END + 20_000_000);

async function setup(file: Uint8Array = onnx) {
  const { market, history, candles } = modelDeskRun();
  await history();
  await candles(BAR_END - 5 * MINUTE, BAR_END, { ticks: 10_050 });
  const warned: unknown[] = [];
  const setOf = (name: string) => (name === TINY_SET.name ? TINY_SET : null);
  const open = openVersionWith({ files: { read: async () => file }, runtime: onnxRuntime, setOf });
  const log = { info: () => {}, warn: (facts: unknown) => void warned.push(facts) };
  return { deps: { open, market, setOf, log, clock: { nowMicros: () => micros(0) } }, warned };
}

const both = { instrumentIds: [ABC.id, XYZ.id] };

test("a version is asked of each of its instruments at the last bar that had ended", async () => {
  const { deps } = await setup();
  const versions = [tinyVersion(onnx, {}, both)];
  const said = await askVersions(deps, { versions, instrumentIds: null, at, signal: never });
  expect(said).toMatchObject([
    { instrumentId: ABC.id, askedAt: BAR_END, at, role: "champion", upPpm: 731_059, refusal: null },
    {
      instrumentId: XYZ.id,
      askedAt: BAR_END,
      upPpm: null,
      refusal: "its newest candle is not final, or there is none",
    },
  ]);
});

test("live versions are asked of the venue's instruments that no desk trades, and their answers kept", async () => {
  const { deps } = await setup();
  const kept: Prediction[] = [];
  const live: ModelVersion[] = [tinyVersion(onnx, {}, both), tinyVersion(onnx, { version: 2, state: "shadow" })];
  const predictions = { add: async (said: readonly Prediction[]) => void kept.push(...said) };
  const all = { ...deps, predictions, listLive: async () => live };
  const venueId = ABC.id.slice(0, ABC.id.indexOf(":"));
  expect(await scoreBars(all, { at, venueId, except: new Set([XYZ.id]), signal: never })).toBe(2);
  expect(kept.map(({ version, role }) => `${version} ${role}`)).toEqual(["1 champion", "2 shadow"]);
  expect(await scoreBars(all, { at, venueId: "elsewhere", except: new Set(), signal: never })).toBe(0);
});

// Guarantee: a wrong file is refused with its reason and answers nothing.
test.each([
  ["other bytes", tinyOnnx(100), {}, /sha256/],
  ["no model", new Uint8Array([1, 2, 3]), {}, /sha256/],
  ["another feature set", onnx, { featureSet: { name: "tiny-5m", version: 1, hash: "0".repeat(64) } }, /hash/],
  ["other columns", onnx, { input: { name: "features", steps: 1, columns: ["5m.roc_1"] } }, /columns/],
] as const)("a file with %s is refused", async (...[, file, manifest, words]) => {
  const { deps, warned } = await setup(file);
  const versions = [tinyVersion(onnx, {}, manifest)];
  expect(await askVersions(deps, { versions, instrumentIds: null, at, signal: never })).toEqual([]);
  expect(warned).toMatchObject([{ err: { code: "refused", message: expect.stringMatching(words) as string } }]);
});
