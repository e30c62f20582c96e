import { expect, test } from "vitest";
import { addResults, summary } from "./test-sum.mjs";

const report = (more) => ({ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, testResults: [], ...more });
const failedTest = { status: "failed", assertionResults: [{ status: "failed" }] };
const unloadable = { status: "failed", assertionResults: [] };

test.each([
  ["a clean run", { report: report({}), code: 0 }, "2 passed, 0 failed"],
  [
    "skipped tests",
    { report: report({ numPendingTests: 3, numTodoTests: 1 }), code: 0 },
    "2 passed, 0 failed, 4 skipped",
  ],
  [
    "a failed test",
    { report: report({ numFailedTests: 1, testResults: [failedTest] }), code: 1 },
    "2 passed, 1 failed",
  ],
  ["a file that does not load", { report: report({ testResults: [unloadable] }), code: 1 }, "2 passed, 1 failed"],
  ["an error outside of any test", { report: report({}), code: 1 }, "2 passed, 1 failed"],
  ["a run that died", { code: 1 }, "0 passed, 1 failed"],
])("counts %s", (_what, run, line) => {
  expect(summary(addResults([run]))).toBe(line);
});

test("adds a run to an earlier sum", () => {
  expect(
    addResults([
      { passed: 5, failed: 1, skipped: 1 },
      { report: report({}), code: 0 },
    ]),
  ).toEqual({
    passed: 7,
    failed: 1,
    skipped: 1,
  });
});
