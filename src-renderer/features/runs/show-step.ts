/** The place of a step on the page of its run. */
export function stepPlace(step: string): string {
  return `step ${step}`
}

/** Scrolls to what happened in a step and puts the focus there. */
export function showStep(step: string): void {
  const place = document.getElementById(stepPlace(step))
  place?.scrollIntoView({ block: 'start', behavior: 'smooth' })
  place?.focus({ preventScroll: true })
}
