import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../../environment'
import { type CodexConfigs, ignoresFiles, profileIn } from './choice'

/** In bytes; nobody writes a longer one by hand. */
const longest = 1024 * 1024

/**
 * The settings files that codex will read for a run with these arguments and this environment: the machine's, the user's, and
 * the one of a named profile. One that is not there or cannot be read says nothing; codex complains of it itself.
 */
export async function readCodexConfigs(args: readonly string[], env: Environment): Promise<CodexConfigs> {
  if (ignoresFiles(args)) return []
  const home = env.CODEX_HOME || join(env.HOME || env.USERPROFILE || '', '.codex')
  const profile = profileIn(args)
  const paths = [
    ...(process.platform === 'win32' ? [] : ['/etc/codex/config.toml']),
    join(home, 'config.toml'),
    ...(profile !== null && /^[\w-]+$/.test(profile) ? [join(home, `${profile}.config.toml`)] : []),
  ]
  const texts = await Promise.all(paths.map(textOf))
  return texts.filter((text) => text !== null)
}

async function textOf(path: string): Promise<string | null> {
  try {
    // Not blocking, so that a pipe in its place cannot hold a thread for ever.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const found = await file.stat()
    // A device has no size and may have no end.
    return found.isFile() && found.size <= longest ? await file.readFile('utf8') : null
  } catch {
    return null
  }
}
