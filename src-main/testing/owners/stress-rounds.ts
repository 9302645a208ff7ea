/**
 * How often a test that is only convincing in numbers repeats itself: `few` times in every run of the tests, `many` times
 * with LANEKEEPER_STRESS=1.
 */
export function rounds(few: number, many: number): number {
  return process.env.LANEKEEPER_STRESS === '1' ? many : few
}

/** How long such a test may take, in ms. */
export const stressMs = process.env.LANEKEEPER_STRESS === '1' ? 1_800_000 : 60_000
