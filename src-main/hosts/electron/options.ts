import { parseArgs } from 'node:util'
import { homePathFrom } from '../../core/ground/home-path'

export interface ElectronOptions {
  readonly homePath: string
  readonly startSupervisor: boolean
}

/** Takes what is ours from the arguments and lets everything else be: Electron and Chromium have switches of their own. */
export function electronOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ElectronOptions {
  const { home, start } = parseArgs({
    args: [...argv],
    options: { home: { type: 'string' }, start: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  }).values
  return { homePath: homePathFrom(typeof home === 'string' ? home : undefined, env), startSupervisor: start === true }
}
