import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { faultText } from '../../core/ground/fault-code'
import { StartupProblem } from '../../core/ground/startup-problem'

/**
 * True when this is the only instance for the home. Electron keeps one lock per `userData` folder, so each home gets a
 * folder of its own, before anything else may create the usual one. The other instance is told to show itself.
 */
export function claimHome(homePath: string): boolean {
  const name = createHash('sha256').update(homePath).digest('hex').slice(0, 16)
  const userData = join(app.getPath('appData'), 'Lanekeeper', name)
  try {
    mkdirSync(userData, { recursive: true })
  } catch (error) {
    throw new StartupProblem(
      `${userData} cannot be created: ${faultText(error)}.`,
      'Check the rights of its parent folder.',
      {
        cause: error,
      },
    )
  }
  app.setPath('userData', userData)
  return app.requestSingleInstanceLock({ homePath })
}
