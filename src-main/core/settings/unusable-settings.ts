import { Refused } from '../ground/refused'
import { problemSentence, type SettingsProblem } from './yaml-file'

/** A `config.yaml` that cannot be used, with everything that is wrong with it. */
export class UnusableSettings extends Refused {
  readonly problems: readonly SettingsProblem[]

  constructor(problems: readonly SettingsProblem[]) {
    super('settings_invalid', problems.map(problemSentence).join('\n'), 'Mend config.yaml first.')
    this.problems = problems
  }
}
