import type { ReleaseEvidence } from '#shared/contract'

/** What releasing an item does, given what is known of it. */
export function releaseWords({ resultWritten, worked, alive, pid }: ReleaseEvidence): string {
  if (resultWritten) {
    return 'Its result is already on disk. Releasing publishes it and the item is completed; nothing is run again.'
  }
  const back = 'The item goes back in line and is worked on again from the start; no attempt is counted.'
  if (worked && alive) return `Releasing ends the run and its process ${pid}. ${back}`
  if (worked)
    return `This supervisor still holds the item, but its program does not run. Releasing ends the run. ${back}`
  if (alive) return `Nobody here works on it, yet process ${pid} still runs. Releasing ends that process first. ${back}`
  return `Nothing works on it any more. ${back}`
}
