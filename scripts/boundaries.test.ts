import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Title, the file that imports, what it imports. */
type Case = readonly [title: string, file: string, imported: string]

const violations: readonly Case[] = [
  ['the shared language knows no main side', 'src-shared/a.ts', '../src-main/core/core'],
  ['the shared language knows no renderer', 'src-shared/b.ts', '../src-renderer/state/board'],
  ['the shared language knows no Node built-ins', 'src-shared/c.ts', 'node:fs'],
  ['the shared language knows no Node built-ins in folders', 'src-shared/d.ts', 'node:fs/promises'],
  ['the shared language knows no Electron', 'src-shared/e.ts', 'electron'],
  ['the shared language names oRPC in the contract only', 'src-shared/f.ts', '@orpc/contract'],
  ['the core knows no transport', 'src-main/core/a.ts', '../rpc/router'],
  ['the core knows no transport from a deeper folder', 'src-main/core/lane/b.ts', '../../rpc/router'],
  ['the core knows no host', 'src-main/core/c.ts', '../hosts/browser/main'],
  ['the core knows no renderer', 'src-main/core/d.ts', '../../src-renderer/state/board'],
  ['the core knows no Electron', 'src-main/core/e.ts', 'electron'],
  ['the core knows no Electron entry point', 'src-main/core/f.ts', 'electron/main'],
  ['the core knows no oRPC', 'src-main/core/g.ts', '@orpc/server'],
  ['one file of the core starts processes', 'src-main/core/provider/run.ts', 'execa'],
  ['one file of the core watches folders', 'src-main/core/lane/lane.ts', 'chokidar'],
  ['the file that starts processes watches no folders', 'src-main/core/provider/spawn.ts', 'chokidar'],
  ['the file that watches folders starts no processes', 'src-main/core/ground/watch.ts', 'execa'],
  ['the translation layer knows no host', 'src-main/rpc/a.ts', '../hosts/browser/main'],
  ['the translation layer knows no Electron', 'src-main/rpc/b.ts', 'electron'],
  ['the translation layer knows no renderer', 'src-main/rpc/c.ts', '../../src-renderer/link/line'],
  ['the translation layer starts no processes', 'src-main/rpc/d.ts', 'execa'],
  ['what hosts share knows no Electron', 'src-main/hosts/panel-files.ts', 'electron'],
  ['the browser host knows no Electron', 'src-main/hosts/browser/a.ts', 'electron'],
  ['the browser host knows no other host', 'src-main/hosts/browser/b.ts', '../electron/window'],
  ['the Electron host knows no other host', 'src-main/hosts/electron/a.ts', '../browser/listen'],
  ['the Electron host starts no processes', 'src-main/hosts/electron/b.ts', 'execa'],
  ['the command knows no other host', 'src-main/hosts/cli/a.ts', '../browser/listen'],
  ['the command knows no Electron', 'src-main/hosts/cli/b.ts', 'electron'],
  ['a host knows no renderer', 'src-main/hosts/browser/c.ts', '../../../src-renderer/link/line'],
  ['the renderer knows no main side', 'src-renderer/a.ts', '../src-main/core/core'],
  ['the renderer knows no Node built-ins', 'src-renderer/b.ts', 'node:path'],
  ['the renderer knows no Electron', 'src-renderer/features/lanes/c.ts', 'electron'],
  ['the renderer names oRPC in its link only', 'src-renderer/state/d.ts', '@orpc/client'],
  ['the link knows no Electron', 'src-renderer/link/e.ts', 'electron'],
  ['the end-to-end tests start Electron through Playwright only', 'e2e/a.ts', 'electron'],
]

const lawful: readonly Case[] = [
  ['the contract names oRPC', 'src-shared/contract.ts', '@orpc/contract'],
  ['a shared schema imports a neighbour', 'src-shared/g.ts', './item'],
  ['a test of the shared language reads files', 'src-shared/g.test.ts', 'node:fs'],
  ['the core speaks the shared language', 'src-main/core/h.ts', '#shared/item'],
  ['the core uses Node', 'src-main/core/i.ts', 'node:fs/promises'],
  ['the core imports a neighbouring folder', 'src-main/core/lane/j.ts', '../home/home-paths'],
  ['processes are started in their one file', 'src-main/core/provider/spawn.ts', 'execa'],
  ['folders are watched in their one file', 'src-main/core/ground/watch.ts', 'chokidar'],
  ['the translation layer uses the core', 'src-main/rpc/e.ts', '../core/core'],
  ['the translation layer uses oRPC', 'src-main/rpc/f.ts', '@orpc/server'],
  ['a host uses the translation layer', 'src-main/hosts/browser/d.ts', '../../rpc/router'],
  ['a host uses what hosts share', 'src-main/hosts/browser/e.ts', '../panel-files'],
  ['the Electron host uses Electron', 'src-main/hosts/electron/c.ts', 'electron'],
  ['the renderer speaks the shared language', 'src-renderer/f.ts', '#shared/board'],
  ['the link uses oRPC', 'src-renderer/link/g.ts', '@orpc/client/websocket'],
]

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string(), start: z.object({ line: z.int() }) }) }),
  ),
})

let folder = ''
let refused = new Set<string>()

// One file may stand in several cases, so each case is a line of its file.
const lines = new Map<string, string[]>()
for (const [, file, imported] of [...violations, ...lawful])
  lines.set(file, [...(lines.get(file) ?? []), `import '${imported}'`])
const place = ([, file, imported]: Case) => `${file}:${(lines.get(file) ?? []).indexOf(`import '${imported}'`) + 1}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanekeeper-boundaries-'))
  for (const name of ['biome.json', '.gitignore']) await copyFile(join(root, name), join(folder, name))
  for (const [file, text] of lines) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), `${text.join('\n')}\n`)
  }
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const args = [biome, 'lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect(stdout, stderr).not.toBe('')
  refused = new Set(
    Report.parse(JSON.parse(stdout)).diagnostics.map(
      ({ location: { path, start } }) => `${path.replaceAll('\\', '/')}:${start.line}`,
    ),
  )
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('lint refuses an import against the plan:', () => {
  it.each(violations)('%s', (...each) => expect(refused).toContain(place(each)))
})

describe('lint lets a lawful import pass:', () => {
  it.each(lawful)('%s', (...each) => expect(refused).not.toContain(place(each)))
})
