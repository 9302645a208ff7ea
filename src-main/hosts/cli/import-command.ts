import { importSettings } from '../../core/home/import-settings'
import type { Call } from './call'
import { CommandFailure, exitCodes } from './command-failure'
import { counted } from './format-table'
import { harmless } from './paint'

/** Turns the settings of TinyAGI into a home's, without a supervisor: one that runs takes notice of what was made. */
export async function importFile({ paths, voice }: Call, file: string, dryRun: boolean): Promise<number> {
  const done = await importSettings(file, paths, dryRun)
  if (!done.ok) throw new CommandFailure('not_imported', done.sentence, { nextStep: done.nextStep })
  const { made, files, movedTo } = done
  const { agents, remarks } = made
  voice.answer({ imported: !dryRun, files, movedTo, agents, remarks }, () =>
    [
      ...files.map((path) => `${dryRun ? 'Would make' : 'Made'} ${path}`),
      ...(movedTo === null ? [] : [`${dryRun ? 'Would keep' : 'Kept'} what was there as ${movedTo}`]),
      `${counted(agents.length, 'agent')}: ${agents.join(', ')}`,
      ...remarks.map((remark) => `- ${harmless(remark)}`),
    ].join('\n'),
  )
  return exitCodes.done
}
