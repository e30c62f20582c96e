import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { stateDir } from "./paths.mjs";
import { contentHash, once } from "./stamp.mjs";

const name = `test-${process.pid}`;
afterAll(() => fs.rmSync(path.join(stateDir, "stamps", name), { force: true }));

test("a step runs once per key, and again when it had failed or its output is gone", async () => {
  const ran = [];
  const step = (key, { outputs = [], fails = false } = {}) =>
    once({ name, key, outputs }, async () => {
      ran.push(key);
      if (fails) throw new Error("half way");
    });
  expect(await step("a")).toBe(true);
  expect(await step("a")).toBe(false);
  expect(await step("b")).toBe(true);
  await expect(step("c", { fails: true })).rejects.toThrow("half way");
  expect(await step("c")).toBe(true);
  expect(await step("c", { outputs: ["no/such/output"] })).toBe(true);
  expect(ran).toEqual(["a", "b", "c", "c", "c"]);
});

test("the hash knows contents and facts, not tests", () => {
  const all = contentHash(["scripts/lib"]);
  expect(contentHash(["scripts/lib"])).toBe(all);
  expect(contentHash(["scripts/lib", "package.json"])).not.toBe(all);
  expect(contentHash(["scripts/lib"], ["elsewhere"])).not.toBe(all);
  expect(contentHash(["scripts/lib/stamp.test.mjs"])).toBe(contentHash(["scripts/lib/lock.test.mjs"]));
});
