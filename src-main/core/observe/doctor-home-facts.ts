import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, link, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { faultCode, faultText } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import type { HomeFacts } from './doctor-home'

const leftBehind = /\.(stale|broken)$|^\..*\.tmp$/
/** A temporary file younger than this may be in use, in ms. */
const settledMs = 60_000

export async function homeFacts(paths: HomePaths): Promise<HomeFacts> {
  const { root } = paths
  const found = await stat(root).catch((error) => {
    if (faultCode(error) === 'ENOENT' || faultCode(error) === 'ENOTDIR') return null
    throw error
  })
  const uid = process.getuid?.() ?? null
  if (found === null) return { path: root, folder: null, uid, disk: null, leftovers: [] }
  const folder = {
    isFolder: found.isDirectory(),
    readable: await may(root, constants.R_OK),
    writable: await may(root, constants.W_OK),
    enterable: await may(root, constants.X_OK),
    uid: found.uid,
    mode: process.platform === 'win32' ? null : found.mode,
  }
  const usable = folder.isFolder && folder.readable && folder.writable && folder.enterable
  if (!usable) return { path: root, folder, uid, disk: null, leftovers: [] }
  const disk = await statfs(root)
  return {
    path: root,
    folder,
    uid,
    disk: {
      freeBytes: disk.bavail * disk.bsize,
      totalBytes: disk.blocks * disk.bsize,
      freeInodes: disk.ffree,
      totalInodes: disk.files,
      kind: process.platform === 'linux' ? disk.type >>> 0 : null,
    },
    linkFault: await linkFault(root),
    leftovers: await leftovers(paths),
  }
}

async function may(path: string, right: number): Promise<boolean> {
  return access(path, right).then(
    () => true,
    () => false,
  )
}

/** Tries it: no system tells beforehand. */
async function linkFault(root: string): Promise<string | null> {
  const probe = join(root, `.probe-${randomUUID()}`)
  try {
    await writeFile(probe, '', { flag: 'wx', mode: 0o600 })
    await link(probe, `${probe}-link`)
    return null
  } catch (error) {
    return faultText(error)
  } finally {
    for (const path of [probe, `${probe}-link`]) await rm(path, { force: true })
  }
}

async function leftovers(paths: HomePaths): Promise<string[]> {
  const found: string[] = []
  for (const folder of [paths.root, paths.daemon, paths.logs]) {
    for (const name of await namesIn(folder)) {
      if (!leftBehind.test(name)) continue
      const path = join(folder, name)
      const at = await stat(path).catch(() => null)
      const fresh = at !== null && name.endsWith('.tmp') && Date.now() - at.mtimeMs < settledMs
      if (at !== null && !fresh) found.push(relative(paths.root, path))
    }
  }
  return found.sort()
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error) => {
    if (faultCode(error) === 'ENOENT') return []
    throw error
  })
}
