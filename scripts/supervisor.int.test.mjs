import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { configurationExitCode, Supervisor } from "./lib/supervisor.mjs";

const logDir = fs.mkdtempSync(path.join(os.tmpdir(), "tapedeck-supervisor-"));
afterAll(() => fs.rmSync(logDir, { recursive: true }));

const supervise = (more = {}) => {
  const news = [];
  return { news, supervisor: new Supervisor({ logDir, say: (text) => news.push(text), ...more }) };
};
const program = (script) => ({ args: ["-e", script], env: {} });

test("a program that keeps dying is given up with its last words", async () => {
  const { news, supervisor } = supervise();
  supervisor.start("dying", program(`console.error("no luck"); process.exit(3)`));
  const error = await supervisor.failed.catch((reason) => reason);
  expect(error.message).toContain("The dying ended with code 3, for the 5th time within a minute");
  expect(error.detail).toContain("no luck");
  expect(news).toHaveLength(4);
});

test("a program that says its configuration is wrong is not tried again", async () => {
  const { news, supervisor } = supervise();
  supervisor.start("confused", program(`console.error("PORT: too big"); process.exit(${configurationExitCode})`));
  const error = await supervisor.failed.catch((reason) => reason);
  expect(error.message).toContain("The confused cannot run with this configuration");
  expect(error.detail).toContain("PORT: too big");
  expect(news).toEqual([]);
});

test("while the database is down nobody is blamed and nothing is started", async () => {
  let isHeld = true;
  const { news, supervisor } = supervise({ isHeld: () => isHeld });
  const starts = path.join(logDir, "starts");
  supervisor.start("orphan", program(`require("fs").appendFileSync(${JSON.stringify(starts)}, "x"); process.exit(1)`));
  await supervisor.waitUntil("orphan", { probe: async () => news.length === 1, msMax: 10_000 });
  expect(news[0]).toContain("it starts again when the database is back");
  isHeld = false;
  const error = await supervisor.failed.catch((reason) => reason);
  expect(error.message).toContain("for the 5th time within a minute");
  expect(fs.readFileSync(starts, "utf8")).toBe("x".repeat(6)); // once while held, then the five that count
});

test("stopping is one after the other, in the given order", async () => {
  const { supervisor } = supervise();
  const order = path.join(logDir, "order");
  const polite = (name) => `
    process.on("SIGTERM", () => { require("fs").appendFileSync(${JSON.stringify(order)}, "${name} "); process.exit(0); });
    require("fs").writeFileSync(${JSON.stringify(logDir)} + "/${name}.up", "");
    setInterval(() => {}, 1000);`;
  const names = ["first", "second"];
  for (const name of names) {
    supervisor.start(name, program(polite(name)));
    const probe = async () => fs.existsSync(path.join(logDir, `${name}.up`));
    await supervisor.waitUntil(name, { probe, msMax: 10_000 });
  }
  await supervisor.stop(names.toReversed());
  expect(fs.readFileSync(order, "utf8")).toBe("second first ");
  expect(names.map((name) => supervisor.pid(name))).toEqual([null, null]);
});
