import { tmpdir } from 'node:os'

/** Where the tests make their lanes; `LANEKEEPER_CRASH_DIR` moves them to another disk. */
export function scratchFolder(): string {
  return process.env.LANEKEEPER_CRASH_DIR ?? tmpdir()
}
