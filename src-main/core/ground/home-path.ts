import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Which home is meant: the one named on the command line, else `LANEKEEPER_HOME`, else `~/.lanekeeper`; absolute. */
export function homePathFrom(named: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  return resolve(named || env.LANEKEEPER_HOME || join(homedir(), '.lanekeeper'))
}
