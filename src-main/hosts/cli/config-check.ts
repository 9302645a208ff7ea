import { readSettings } from '../../core/settings/settings'
import type { SettingsProblem } from '../../core/settings/yaml-file'
import type { Call } from './call'
import { exitCodes } from './command-failure'
import { counted } from './format-table'
import { assertHome } from './owner-link'
import { harmless } from './paint'

/** Whether the settings on the disk could take effect, and if not, what is wrong where. Warnings alone are no failure. */
export async function configCheck(call: Call): Promise<number> {
  assertHome(call)
  const read = await readSettings(call.paths)
  const problems = read.ok ? read.effective.problems : read.problems
  const warnings = read.ok ? read.effective.warnings : []
  const orchestrators = read.ok ? [...read.effective.orchestrators.keys()] : []
  const queues = read.ok ? [...read.effective.runbooks.keys()] : []
  const ok = problems.length === 0
  const { voice, paths } = call
  voice.answer({ ok, config: paths.config, orchestrators, queues, problems, warnings }, () => {
    const { paint } = voice
    const found = [
      ...problems.map((problem) => `${placeOf(problem)} ${paint('red', 'error:')} ${harmless(problem.sentence)}`),
      ...warnings.map((warning) => `${placeOf(warning)} ${paint('yellow', 'warning:')} ${harmless(warning.sentence)}`),
    ]
    const used = `${counted(orchestrators.length, 'orchestrator')} and ${counted(queues.length, 'queue')}`
    return [...found, ok ? `${paths.config}, ${used} are right.` : `${counted(problems.length, 'problem')}.`].join('\n')
  })
  return ok ? exitCodes.done : exitCodes.failed
}

/** As editors and terminals read it: `file:line:column:`. */
function placeOf({ file, line, column }: SettingsProblem): string {
  return line === null ? `${file}:` : `${file}:${line}:${column}:`
}
