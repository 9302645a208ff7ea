import { Refused } from '../ground/refused'
import type { HomeSupervisor } from '../supervise/home-supervisor'
import type { Core } from './core'

/** The contract's calls about the supervisor of a home this process owns. */
export function supervisorCalls(home: HomeSupervisor): Core['supervisor'] {
  const { supervisor } = home
  const own = async (): Promise<never> => {
    throw new Refused('not_offered', 'This process owns the home itself.')
  }
  return {
    start: async () => supervisor.start(),
    stop: async () => supervisor.stop(),
    restart: async () => supervisor.restart(),
    stopNow: async () => supervisor.stopNow(),
    retryWorkers: async () => supervisor.retryWorkers(),
    settled: () => home.settled(),
    stopOwner: own,
    ownerPanel: own,
  }
}
