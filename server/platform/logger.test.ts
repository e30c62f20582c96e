import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

// Guarantee: a log line is one JSON object with the facts, the sentence, the part's name and UTC; no password gets in.
test("one JSON object a line, secrets masked", () => {
  const script = `import { createLogger } from "./server/platform/logger.ts";
    createLogger("collector").info({ venueId: "binance", password: "hush" }, "Feed started");`;
  const args = ["--import", "tsx", "--input-type=module", "-e", script];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, LOG_LEVEL: "info" },
  });
  expect(stderr).toBe("");
  const line: unknown = JSON.parse(stdout);
  expect(line).toMatchObject({
    level: "info",
    name: "collector",
    venueId: "binance",
    password: "***",
    msg: "Feed started",
  });
  expect(line).toHaveProperty("time", expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/));
});
