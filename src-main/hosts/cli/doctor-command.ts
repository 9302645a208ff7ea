import { dirname } from 'node:path'
import { diagnose } from '../../core/observe/doctor'
import { terminalEnvironment } from '../../core/provider/terminal-environment'
import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { formatFindings } from './format-findings'
import { findOwner, speakWith } from './owner-link'

/** Examines home and machine; fails when anything found keeps Lanekeeper from working. */
export async function doctor(call: Call): Promise<number> {
  const { paths, parts } = call
  const findings = await inTime(call, { ...slowOwner, seconds: 60 }, async () => {
    const found = await findOwner(call)
    if (found.kind === 'answers') return speakWith(found.owner, (calls) => calls.home.doctor())
    const { env, resourcesPath, now } = parts
    return diagnose({
      paths,
      environment: terminalEnvironment(env, { project: dirname(resourcesPath) }),
      resourcesPath,
      now,
    })
  })
  const errors = findings.filter(({ verdict }) => verdict === 'error').length
  call.voice.answer({ healthy: errors === 0, findings }, () => formatFindings(findings, call.voice.paint))
  return errors === 0 ? exitCodes.done : exitCodes.failed
}
