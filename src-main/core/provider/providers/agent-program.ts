import { basename } from 'node:path'
import type { Permissions } from '../../settings/provider-settings'
import type { OtherProgram } from '../provider'

interface Named {
  readonly binary: string
  readonly args: string[]
}

/** What is the same for every agent program whose settings are its file and its arguments. */
export const agentProgram = {
  program: ({ binary: name }: Named) => ({ name, isNode: false }),
  /** As its user wrote it, without what only says how the system starts it. */
  calledIn: ({ binary }: Named) => basename(binary).replace(/\.(?:exe|cmd|bat|[cm]?js|sh|py)$/i, ''),
  withProgram: <S extends Named>(settings: S, { binary, args }: OtherProgram): S => ({
    ...settings,
    binary: binary ?? settings.binary,
    args: [...settings.args, ...args],
  }),
  outputRule: () => null,
  remembers: () => true,
  held: (permissions: Permissions) => permissions,
}
