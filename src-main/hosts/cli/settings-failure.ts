import { problemSentence, type SettingsProblem } from '../../core/settings/yaml-file'
import { CommandFailure } from './command-failure'

/** A `config.yaml` that cannot be used, with everything that is wrong with it. */
export function settingsFailure(problems: readonly SettingsProblem[]): CommandFailure {
  return new CommandFailure('settings_invalid', problems.map(problemSentence).join('\n'), {
    nextStep: 'Mend config.yaml first.',
    beside: { problems },
  })
}
