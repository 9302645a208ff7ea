import { readSettings } from '../../core/home/settings'
import { problemSentence } from '../../core/home/yaml-file'
import type { Call } from './call'
import { exitCodes } from './command-failure'
import { counted } from './format-table'
import { assertHome } from './owner-link'

/** Whether the settings on the disk could take effect, and if not, what is wrong where. */
export async function configCheck(call: Call): Promise<number> {
  assertHome(call)
  const read = await readSettings(call.paths)
  const problems = read.ok ? read.effective.problems : read.problems
  const orchestrators = read.ok ? [...read.effective.orchestrators.keys()] : []
  const files = { config: call.paths.config, orchestrators }
  call.voice.answer({ ok: problems.length === 0, ...files, problems }, () => {
    if (problems.length > 0) return problems.map(problemSentence).join('\n')
    return `${call.paths.config} and ${counted(orchestrators.length, 'orchestrator')} are right.`
  })
  return problems.length === 0 ? exitCodes.done : exitCodes.failed
}
