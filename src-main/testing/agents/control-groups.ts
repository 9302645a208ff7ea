import { randomUUID } from 'node:crypto'
import { ControlGroups } from '../../core/provider/control-groups'

/** Groups of an owner of nobody's home, for one test. */
export function testGroups(folders?: () => Promise<readonly string[]>): ControlGroups {
  const home = randomUUID().replaceAll('-', '').slice(0, 16)
  return new ControlGroups({ home, instance: randomUUID(), ...(folders === undefined ? {} : { folders }) })
}

/** Whether this system lets this process have control groups; tests that need them are skipped where it does not. */
export async function canHaveGroups(): Promise<boolean> {
  await using groups = testGroups()
  const group = await groups.make('looked-for', {})
  await group?.remove()
  if (group === null) process.stderr.write('Control groups cannot be had here: tests that need them are skipped.\n')
  return group !== null
}
