import { homePaths } from '../../ground/home-paths'
import { followLog } from '../../record/follow-log'
import type { Calls } from '../core'
import type { HomeState } from '../home-state'

export const logsCalls = (home: HomeState): Calls['logs'] => ({
  follow: (query, signal) => followLog(homePaths(home.now.path).log, query, home.now.living(signal)),
})
