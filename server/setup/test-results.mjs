// @ts-check

/**
 * How many tests of a runner passed and failed. A runner that crashed, or ran no test at all, has failed once.
 * @typedef {{ passed: number, failed: number }} Count
 */

/**
 * A runner's count, made honest by its exit code.
 * @param {Count | undefined} count `undefined`: it left no report
 * @param {number} exitCode
 * @returns {Count}
 */
export function judge(count, exitCode) {
  const { passed, failed } = count ?? { passed: 0, failed: 0 };
  const nothingRan = passed + failed === 0;
  return nothingRan || (exitCode !== 0 && failed === 0) ? { passed, failed: 1 } : { passed, failed };
}

/**
 * Reads the report of Vitest's `json` reporter. A file that could not be loaded has no tests, and counts once.
 * @param {string} text
 * @returns {Count | undefined}
 */
export function countVitest(text) {
  const report = parse(text);
  if (!Array.isArray(report?.testResults)) return undefined;
  const brokenFiles = report.testResults.filter(
    (/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length };
}

/**
 * Reads the report of Playwright's `json` reporter. A test that passed when tried again has passed; an error outside
 * any test counts once.
 * @param {string} text
 * @returns {Count | undefined}
 */
export function countPlaywright(text) {
  const report = parse(text);
  if (!report?.stats) return undefined;
  const { expected, flaky, unexpected } = report.stats;
  return { passed: expected + flaky, failed: unexpected + (report.errors?.length ?? 0) };
}

/** @param {readonly Count[]} counts @returns {Count} */
export function sum(counts) {
  return counts.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
    }),
    { passed: 0, failed: 0 },
  );
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
