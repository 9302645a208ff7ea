import { dialog } from 'electron'
import type { SupervisorAction } from '#shared/supervisor'
import { Refused } from '../../core/ground/refused'
import type { Core } from '../../core/home/core'
import type { OnBug } from '../../rpc/client-error'

/** Asks the core for an action, from a menu. A refusal is shown in a box, because there is no button to show it at. */
export async function command(core: Core, action: SupervisorAction, onBug: OnBug): Promise<void> {
  try {
    await core.supervisor[action]()
  } catch (error) {
    if (!(error instanceof Refused)) {
      onBug(error, ['supervisor', action])
      return
    }
    const { sentence, nextStep } = error.refusal
    await dialog.showMessageBox({ type: 'warning', title: 'Lanekeeper', message: sentence, detail: nextStep ?? '' })
  }
}
