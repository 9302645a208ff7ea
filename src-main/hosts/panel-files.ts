import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { StartupProblem } from '../core/ground/startup-problem'

export interface PanelFile {
  readonly body: Buffer<ArrayBuffer>
  readonly contentType: string
  readonly etag: string
  /** True for files whose name holds a hash of their content: the same name never means other bytes. */
  readonly hashed: boolean
}

/** The panel's files by URL path, as `/index.html`. Only what is in here can be served. */
export type PanelFiles = ReadonlyMap<string, PanelFile>

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Reads the built panel into memory. Files of other types, source maps among them, are left out. */
export async function readPanelFiles(folder: string): Promise<PanelFiles> {
  const files = new Map<string, PanelFile>()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw unbuilt(folder, cause)
  })
  for (const entry of entries) {
    const contentType = contentTypes[extname(entry.name)]
    if (!entry.isFile() || contentType === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const urlPath = path.slice(folder.length).split(sep).join('/')
    const body = await readFile(path)
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
    files.set(urlPath, { body, contentType, etag, hashed: urlPath.startsWith('/assets/') })
  }
  if (!files.has('/index.html')) throw unbuilt(folder)
  return files
}

function unbuilt(folder: string, cause?: unknown): StartupProblem {
  return new StartupProblem(`The panel is not built: ${folder} has no index.html.`, 'Run npm run build first.', {
    cause,
  })
}
