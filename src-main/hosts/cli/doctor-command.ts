import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { formatFindings } from './format-findings'
import { askFiles } from './home-calls'
import { type Calls, findOwner, speakWith } from './owner-link'

/** Examines home and machine; fails when anything found keeps Lanekeeper from working. */
export async function doctor(call: Call): Promise<number> {
  const findings = await inTime(call, { ...slowOwner, seconds: 60 }, async () => {
    const ask = (calls: Calls) => calls.home.doctor()
    const found = await findOwner(call)
    return found.kind === 'answers' ? speakWith(found.owner, ask) : askFiles(call, ask)
  })
  const errors = findings.filter(({ verdict }) => verdict === 'error').length
  call.voice.answer({ healthy: errors === 0, findings }, () => formatFindings(findings, call.voice.paint))
  return errors === 0 ? exitCodes.done : exitCodes.failed
}
