import type { Provider } from '../../provider'
import { commandReader, planCommand } from './plan'

/** Any program, by what the settings say of it. */
export const command: Provider<'command'> = {
  kind: 'command',
  known: null,
  environment: { inherited: null, everywhere: null, surrounding: null },
  plan: planCommand,
  reader: ({ program, output, session }, tell) => commandReader(program, output ?? 'text', session, tell),
  program: ({ argv: [name = ''] }) => ({ name, isNode: name === 'node' }),
  calledIn: () => null,
  withProgram: (settings) => settings,
  outputRule: ({ output }) => output,
  // Only when it is told with which.
  remembers: ({ argv }) => argv.some((word) => word.includes('{session_id}')),
  held: () => null,
}
