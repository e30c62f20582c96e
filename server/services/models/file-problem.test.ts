// Guarantee: a file that is gone or another one by now is said on its version's page, and a whole one is not accused.

import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFileModels } from "@/server/adapters/model-files/file-models";
import { someManifest, someVersion } from "@/server/testing/models/some-model";
import { fileProblemOf } from "./file-problem";

test("a version's file is whole, changed or gone", async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-files-"));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  const files = createFileModels({ root });
  const onnx = new Uint8Array([1, 2, 3]);
  const manifest = someManifest({ sha256: createHash("sha256").update(onnx).digest("hex") });
  const version = someVersion({ version: 1, manifest });
  await files.install(version, { "model.onnx": onnx });
  expect(await fileProblemOf(files, version)).toBeNull();
  fs.writeFileSync(files.pathOf(version, "model.onnx"), "garbage");
  expect(await fileProblemOf(files, version)).toMatch(/is not the one that was registered/);
  fs.rmSync(files.pathOf(version, "model.onnx"));
  expect(await fileProblemOf(files, version)).toMatch(/model\.onnx/);
});
