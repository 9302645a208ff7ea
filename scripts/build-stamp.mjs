import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const sources = [
  'src-main',
  'src-shared',
  'src-renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const stampFile = join('out', '.build-stamp')

/**
 * One hash over name, size and modification time of everything that goes into the build; tests do not.
 *
 * @param {string} root
 */
export async function sourceHash(root) {
  const lines = await Promise.all(sources.map((path) => linesOf(root, path)))
  return createHash('sha256').update(lines.flat().join('\n')).digest('hex')
}

/** @param {string} root */
export async function isBuilt(root) {
  const stamp = await readFile(join(root, stampFile), 'utf8').catch(() => null)
  return stamp !== null && stamp === (await sourceHash(root))
}

/** Called before a build, so that one that breaks off is not taken for finished. @param {string} root */
export function removeStamp(root) {
  return rm(join(root, stampFile), { force: true })
}

/** @param {string} root @param {string} hash of the sources as they were when the build began */
export async function writeStamp(root, hash) {
  await mkdir(join(root, 'out'), { recursive: true })
  const half = join(root, `${stampFile}.${process.pid}`)
  await writeFile(half, hash)
  await rename(half, join(root, stampFile))
}

/** @param {string} root @param {string} path @returns {Promise<string[]>} */
async function linesOf(root, path) {
  const found = await stat(join(root, path)).catch(() => null)
  if (found === null) return [`${path} missing`]
  if (!found.isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [`${path} ${found.size} ${found.mtimeMs}`]
  const names = (await readdir(join(root, path))).sort()
  return (await Promise.all(names.map((name) => linesOf(root, `${path}/${name}`)))).flat()
}
