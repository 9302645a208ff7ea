import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, test } from 'vitest'
import { importsOf, problemOfImport, problemsOfText, rooms } from './house-rules'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['src-shared', 'src-main', 'src-renderer', 'e2e', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
)

it('finds nothing in this repository', () => {
  expect(sources.length).toBeGreaterThan(1000)
  const imports = sources.flatMap(({ path, text }) =>
    importsOf(text).map((specifier) => {
      const problem = problemOfImport(path, specifier)
      return problem === null ? null : `${path} imports ${specifier}. ${problem}`
    }),
  )
  const texts = sources.flatMap(({ path, text }) => problemsOfText(path, text).map((problem) => `${path}: ${problem}`))
  expect([...imports, ...texts].filter((problem) => problem !== null)).toEqual([])
})

it('knows every room there is', () => {
  const found = sources.flatMap(({ path }) => /^src-main\/core\/([^/]+)/.exec(path)?.[1] ?? [])
  expect([...new Set(found)].sort()).toEqual([...rooms].sort())
})

test.each([
  ['the shared language knows no main side', 'src-shared/a.ts', '../src-main/core/home/core'],
  ['the shared language knows no renderer', 'src-shared/b.ts', '../src-renderer/state/board'],
  ['the shared language knows no Node built-ins', 'src-shared/c.ts', 'node:fs'],
  ['the shared language knows no Node built-ins in folders', 'src-shared/d.ts', 'node:fs/promises'],
  ['the shared language knows no Electron', 'src-shared/e.ts', 'electron'],
  ['the shared language names oRPC in the contract only', 'src-shared/f.ts', '@orpc/contract'],
  ['the core knows no transport', 'src-main/core/home/a.ts', '../../rpc/router'],
  ['the core knows no transport from a deeper folder', 'src-main/core/settings/runbook/b.ts', '../../../rpc/router'],
  ['the core knows no host', 'src-main/core/home/c.ts', '../../hosts/browser/main'],
  ['the core knows no renderer', 'src-main/core/lane/d.ts', '../../../src-renderer/state/board'],
  ['the core knows no Electron', 'src-main/core/lane/e.ts', 'electron'],
  ['the core knows no Electron entry point', 'src-main/core/lane/f.ts', 'electron/main'],
  ['the core knows no oRPC', 'src-main/core/home/g.ts', '@orpc/server'],
  ['a room knows no later room', 'src-main/core/lane/h.ts', '../orchestrate/runs'],
  ['a room knows no later room from a deeper folder', 'src-main/core/settings/runbook/h.ts', '../../provider/gates'],
  ['the first room knows no other', 'src-main/core/ground/i.ts', '../settings/settings'],
  ['the core has no other folder', 'src-main/core/extras/j.ts', '../ground/home-paths'],
  ['the core has no file outside its rooms', 'src-main/core/j.ts', './ground/home-paths'],
  ['the product uses no support of tests', 'src-main/core/lane/k.ts', '../../testing/lanes/test-lane'],
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
  ['the renderer knows no main side', 'src-renderer/a.ts', '../src-main/core/home/core'],
  ['the renderer knows no Node built-ins', 'src-renderer/b.ts', 'node:path'],
  ['the renderer knows no Electron', 'src-renderer/features/lanes/c.ts', 'electron'],
  ['the renderer names oRPC in its link only', 'src-renderer/state/d.ts', '@orpc/client'],
  ['the link knows no Electron', 'src-renderer/link/e.ts', 'electron'],
  ['the end-to-end tests start Electron through Playwright only', 'e2e/a.ts', 'electron'],
])('%s', (_title, path, specifier) => {
  expect(problemOfImport(path, specifier)).toEqual(expect.any(String))
})

test.each([
  ['the contract names oRPC', 'src-shared/contract.ts', '@orpc/contract'],
  ['a shared schema imports a neighbor', 'src-shared/g.ts', './item'],
  ['a test of the shared language reads files', 'src-shared/g.test.ts', 'node:fs'],
  ['the core speaks the shared language', 'src-main/core/lane/h.ts', '#shared/item'],
  ['the core uses Node', 'src-main/core/lane/i.ts', 'node:fs/promises'],
  ['a room imports from one before it', 'src-main/core/lane/j.ts', '../ground/home-paths'],
  ['a room imports from itself', 'src-main/core/orchestrate/run/j.ts', '../runs'],
  ['a test of a room uses the support of tests', 'src-main/core/lane/j.test.ts', '../../testing/lanes/test-lane'],
  ['processes are started in their one file', 'src-main/core/provider/spawn.ts', 'execa'],
  ['folders are watched in their one file', 'src-main/core/ground/watch.ts', 'chokidar'],
  ['the translation layer uses the core', 'src-main/rpc/e.ts', '../core/home/core'],
  ['the translation layer uses oRPC', 'src-main/rpc/f.ts', '@orpc/server'],
  ['a host uses the translation layer', 'src-main/hosts/browser/d.ts', '../../rpc/router'],
  ['a host uses what hosts share', 'src-main/hosts/browser/e.ts', '../panel-files'],
  ['the Electron host uses Electron', 'src-main/hosts/electron/c.ts', 'electron'],
  ['the renderer speaks the shared language', 'src-renderer/f.ts', '#shared/board'],
  ['the link uses oRPC', 'src-renderer/link/g.ts', '@orpc/client/websocket'],
])('%s', (_title, path, specifier) => {
  expect(problemOfImport(path, specifier)).toBeNull()
})

it('sees every way to reach a module', () => {
  const ways = [
    "import { app } from 'electron'",
    "type App = import('electron').App",
    "await import('electron')",
    'require("electron")',
    "import 'electron'",
    "export { app } from 'electron'",
  ]
  for (const text of ways) expect(importsOf(text), text).toEqual(['electron'])
})

it('asks a long file for its reason, and takes no second channel', () => {
  const long = 'const a = 1\n'.repeat(301)
  expect(problemsOfText('src-main/core/lane/a.ts', long)).toHaveLength(1)
  expect(problemsOfText('src-main/core/lane/a.ts', `// One table.\n${long}`)).toEqual([])
  expect(problemsOfText('src-main/core/lane/a.test.ts', long)).toEqual([])
  expect(problemsOfText('src-main/hosts/electron/a.ts', "ipcMain.handle('x', f)")).toHaveLength(1)
})

it('lets nobody tell kinds of provider apart but settings, and each provider itself', () => {
  const told = "if (settings.kind === 'openai') return []"
  expect(problemsOfText('src-main/core/observe/a.ts', told)).toHaveLength(1)
  expect(problemsOfText('src-main/core/provider/a.ts', "case 'anthropic':")).toHaveLength(1)
  expect(problemsOfText('src-main/core/settings/a.ts', told)).toEqual([])
})
