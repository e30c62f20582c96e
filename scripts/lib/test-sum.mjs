/** Adding up what several test runs said. */

/**
 * @param parts  earlier sums `{ passed, failed, skipped }`, and runs `{ report, code }` where `report` is
 *               vitest's JSON (absent when the run died before it wrote one)
 */
export function addResults(parts) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts.map(countsOf)) {
    sum.passed += part.passed;
    sum.failed += part.failed;
    sum.skipped += part.skipped;
  }
  return sum;
}

function countsOf(part) {
  if (part.passed !== undefined) return part;
  const { report, code } = part;
  if (report === undefined) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  // A file that cannot even be loaded has no tests that could fail: it counts as one.
  const isBroken = (file) =>
    file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed");
  const failed = report.numFailedTests + report.testResults.filter(isBroken).length;
  return { passed, skipped, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** The closing line. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
