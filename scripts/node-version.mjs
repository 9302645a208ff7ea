// Parsed by any Node that knows modules, however old: keep to plain syntax here and in the entry files.
export const leastMajor = 20

/** @param {string} version as in `process.versions.node` */
export function isTooOld(version) {
  return Number.parseInt(version, 10) < leastMajor
}

/** Ends the process with one sentence when the running Node is too old for the scripts. */
export function requireNode() {
  if (!isTooOld(process.versions.node)) return
  console.error(
    `Lanekeeper needs Node ${leastMajor} or newer, and this is Node ${process.versions.node}. Install a newer one from https://nodejs.org and try again.`,
  )
  process.exit(1)
}
