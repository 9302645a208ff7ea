import { withLimitMark } from '../../core/provider/limit-mark'

/** Whether this system can mark attempts by a limit; tests that need it are skipped where it cannot. */
export async function canHaveMarks(): Promise<boolean> {
  const command = { program: '/bin/true', args: [] }
  const can = (await withLimitMark(command, 'looked-for', process.env)) !== command
  if (!can) process.stderr.write('Attempts cannot be marked by a limit here: tests that need it are skipped.\n')
  return can
}
