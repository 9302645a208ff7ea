import { open, readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { allProviders } from './providers/registry'

const Package = z.looseObject({ name: z.string(), version: z.string() })
const known = allProviders.flatMap((provider) => provider.known ?? [])
const packages = known.map(({ packageName }) => packageName)
const ownFolders = known.flatMap(({ folders }) => folders).join('|')
/** Folders named for the version they hold: those of a program's own installer, of Homebrew and of version managers. */
const versionFolder = new RegExp(String.raw`[/\\](?:${ownFolders})(?:[/\\]versions)?[/\\](\d+\.\d+\.\d+)(?:[/\\]|$)`)
/** A package lies at most this deep: its native program is in `vendor/<target>/bin`. */
const highest = 6
const longestShim = 4096

export type InstalledVersion =
  | { readonly version: string }
  /** `native`: a program of the machine's own kind, which may be asked; of a script nobody knows what an option does to it. */
  | { readonly version: null; readonly native: boolean }

/** The version of a program as it is installed, read from what lies around it, without starting it. */
export async function installedVersion(path: string): Promise<InstalledVersion> {
  try {
    const real = await realpath(path)
    const head = await beginningOf(real)
    const version = versionFolder.exec(real)?.[1] ?? (await packageVersion(real)) ?? (await shimVersion(real, head))
    return version === null ? { version, native: isNative(head) } : { version }
  } catch {
    return { version: null, native: false } // it is not there, or may not be read
  }
}

async function packageVersion(path: string): Promise<string | null> {
  let folder = dirname(path)
  for (let level = 0; level < highest && folder !== dirname(folder); level++, folder = dirname(folder)) {
    const found = await packageIn(folder)
    if (found !== null) return isKnown(found.name) ? (/^\d+\.\d+\.\d+/.exec(found.version)?.[0] ?? null) : null
  }
  return null
}

/** Programs for one kind of machine are packages that are named for it behind the name. */
function isKnown(name: string): boolean {
  return packages.some((own) => name === own || name.startsWith(`${own}-`))
}

/** Without the scope. */
function nameIn(packageName: string): string {
  return packageName.replace(/^@[^/]*\//, '')
}

async function packageIn(folder: string): Promise<z.infer<typeof Package> | null> {
  try {
    return Package.safeParse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Package managers put a small script in front of a program, which names it from where it lies itself. */
async function shimVersion(path: string, head: Buffer): Promise<string | null> {
  const [, target] = /["'](?:\$basedir|%~?dp0%?)[/\\]([^"'\n]{1,500})["']/.exec(head.toString('latin1')) ?? []
  if (target === undefined || !packages.some((name) => target.includes(nameIn(name)))) return null
  return packageVersion(await realpath(join(dirname(path), target.replaceAll('\\', '/'))))
}

async function beginningOf(path: string): Promise<Buffer> {
  await using file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longestShim), 0, longestShim, 0)
  return buffer.subarray(0, bytesRead)
}

/** ELF, Mach-O (thin and universal) and PE. */
function isNative(head: Buffer): boolean {
  const magic = head.subarray(0, 4).toString('hex')
  return magic === '7f454c46' || /^(?:cf|ce)faedfe|^feedfac[ef]|^cafebabe/.test(magic) || magic.startsWith('4d5a')
}
