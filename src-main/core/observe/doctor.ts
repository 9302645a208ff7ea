import type { Finding } from '#shared/finding'
import { faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import type { Environment } from '../provider/environment'
import { homeFindings } from './doctor-home'
import { homeFacts } from './doctor-home-facts'
import { laneFindings } from './doctor-lanes'
import { laneFacts } from './doctor-lanes-facts'
import { machineFindings } from './doctor-machine'
import { machineFacts } from './doctor-machine-facts'
import { ownerFindings } from './doctor-owner'
import { ownerFacts } from './doctor-owner-facts'
import { providerFindings } from './doctor-providers'
import { providerFacts } from './doctor-providers-facts'
import { unservedFindings } from './unserved-queues'

export interface Patient {
  readonly paths: HomePaths
  readonly environment: Environment
  /** The folder with samples and the practice provider; Electron lies beside it. */
  readonly resourcesPath: string
  readonly now: () => number
}

/**
 * Examines a home and its machine, with or without an owner. Changes nothing but for one probe file that it takes away
 * again. A part that cannot be examined is itself a finding; never rejects.
 */
export async function diagnose(patient: Patient): Promise<Finding[]> {
  const { paths } = patient
  const home = await part('home', async () => homeFindings(await homeFacts(paths)))
  const rest = home.some(({ id, verdict }) => id === 'home.exists' && verdict === 'error')
    ? [part('machine', async () => machineFindings(await machineFacts(patient.resourcesPath)))]
    : [
        part('machine', async () => machineFindings(await machineFacts(patient.resourcesPath))),
        part('providers', async () => providerFindings(await providerFacts(paths, patient.environment))),
        part('owner', async () => ownerFindings(await ownerFacts(paths), patient.now())),
        part('lanes', async () => laneFindings(await laneFacts(paths), patient.now())),
        part('orchestrators', () => unservedFindings(paths)),
      ]
  return [...home, ...(await Promise.all(rest)).flat()]
}

async function part(id: string, examine: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await examine()
  } catch (error) {
    const detail = `This could not be examined: ${faultText(error)}.`
    return [{ id, verdict: 'error', detail, remedy: 'Check the rights of the home folder, then examine it again.' }]
  }
}
