import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * @typedef {{ version?: string, optional?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lock
 */

/**
 * The packages that the lock asks for and the installed tree lacks or holds in another version. Optional packages may
 * be absent: most of them belong to other platforms.
 *
 * @param {Lock} wanted `package-lock.json`
 * @param {Lock} present `node_modules/.package-lock.json`, which npm writes as the last act of an install
 */
export function outOfDatePackages(wanted, present) {
  const found = present.packages ?? {}
  return Object.entries(wanted.packages ?? {})
    .filter(([path, { version, optional }]) => {
      if (path === '') return false
      const here = found[path]
      return here === undefined ? optional !== true : here.version !== version
    })
    .map(([path]) => path)
}

/** @param {string} root @returns {Promise<boolean>} */
export async function isInstalled(root) {
  const wanted = await readLock(join(root, 'package-lock.json'))
  const present = await readLock(join(root, 'node_modules', '.package-lock.json'))
  return wanted !== null && present !== null && outOfDatePackages(wanted, present).length === 0
}

/** @param {string} path @returns {Promise<Lock | null>} null when it is missing or cannot be read */
async function readLock(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}
