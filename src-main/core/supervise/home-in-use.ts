import { StartupProblem } from '../ground/startup-problem'
import type { Owner } from './owner'

/** Another process owns the home, and this one cannot speak with it. */
export class HomeInUse extends StartupProblem {
  constructor(root: string, { pid, host }: Pick<Owner, 'pid' | 'host'>) {
    super(
      `The home ${root} is in use by process ${pid} (${host} host).`,
      'Use its panel, stop that process, or name another folder with --home DIR.',
    )
  }
}
