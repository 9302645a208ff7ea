/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {readonly Counts[]} counts @returns {Counts} */
export function total(counts) {
  return counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** A step that is one check by itself. @param {boolean} ok @returns {Counts} */
export function countsOfStep(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/**
 * Counts of Vitest's JSON report. A file that failed before any of its tests could counts as one failure.
 *
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countsOfVitest({ testResults }) {
  return total(
    testResults.map(({ status, assertionResults }) => {
      const passed = assertionResults.filter((test) => test.status === 'passed').length
      const failed = assertionResults.filter((test) => test.status === 'failed').length
      return {
        passed,
        failed: failed === 0 && status === 'failed' ? 1 : failed,
        skipped: assertionResults.length - passed - failed,
      }
    }),
  )
}

/**
 * Counts of Playwright's JSON report. A test that passed only when tried again has passed.
 *
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors?: unknown[] }} report
 * @returns {Counts}
 */
export function countsOfPlaywright({ stats, errors = [] }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

/**
 * A runner's exit code has the last word: one that failed without a failed test, or left no report, counts as one failure.
 *
 * @param {boolean} ok
 * @param {Counts | null} reported
 * @returns {Counts}
 */
export function reconciled(ok, reported) {
  const counts = reported ?? { passed: 0, failed: 0, skipped: 0 }
  if (ok && reported !== null) return counts
  return { ...counts, failed: Math.max(1, counts.failed) }
}

/** The closing line. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
