import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { takeLock } from "./lock.mjs";

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-lock-"));
afterAll(() => fs.rmSync(dir, { recursive: true }));
const lockFile = (name) => path.join(dir, name);

test("one holder at a time, who can be asked about", () => {
  const lock = takeLock(lockFile("one"));
  lock.update({ address: "http://127.0.0.1:3000" });
  expect(takeLock(lockFile("one")).holder).toMatchObject({ pid: process.pid, address: "http://127.0.0.1:3000" });
  lock.release();
  expect(takeLock(lockFile("one")).holder).toBeUndefined();
});

test("a holder that died, or a torn file, is taken over", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  fs.writeFileSync(lockFile("dead"), JSON.stringify({ pid, mark: null }));
  expect(takeLock(lockFile("dead")).holder).toBeUndefined();
  fs.writeFileSync(lockFile("torn"), '{"pid":');
  expect(takeLock(lockFile("torn")).holder).toBeUndefined();
});

test("another process with the pid of a dead holder is not the holder", () => {
  fs.writeFileSync(lockFile("reused"), JSON.stringify({ pid: process.pid, mark: "1" }));
  expect(takeLock(lockFile("reused")).holder).toBeUndefined();
});

test("of many rivals at once exactly one gets it", async () => {
  const script = `import { takeLock } from ${JSON.stringify(new URL("./lock.mjs", import.meta.url).href)};
    process.stdout.write(takeLock(${JSON.stringify(lockFile("rivals"))}).holder ? "refused" : "held");
    process.stdin.resume();`;
  const rivals = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const said = await Promise.all(
    rivals.map((rival) => new Promise((resolve) => rival.stdout.once("data", (text) => resolve(String(text))))),
  );
  for (const rival of rivals) rival.stdin.end();
  expect(said.filter((word) => word === "held")).toHaveLength(1);
});
