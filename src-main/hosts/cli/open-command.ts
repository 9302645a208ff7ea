import { faultText } from '../../core/ground/fault-code'
import { type Call, inTime, slowOwner } from './call'
import { exitCodes } from './command-failure'
import { neededOwner, speakWith } from './owner-link'
import { ownerFacts } from './status-report'

/** Opens the panel of whoever owns the home, and prints its address; starts nothing. */
export async function open(call: Call, printOnly: boolean): Promise<number> {
  const owner = await neededOwner(call)
  const { address } = await inTime(call, slowOwner, () => speakWith(owner, (calls) => calls.home.panelAddress()))
  call.voice.answer(
    { address, owner: ownerFacts(owner) },
    () => address ?? `The window of process ${owner.pid} is shown.`,
  )
  if (address === null || printOnly || call.voice.json) return exitCodes.done
  try {
    await call.parts.openBrowser(address)
  } catch (error) {
    call.voice.note(`No browser could be opened (${faultText(error)}). Open the address above yourself.`)
  }
  return exitCodes.done
}
