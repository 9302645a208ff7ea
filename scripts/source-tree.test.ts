import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const longestFile = 300

const sources = ['src-shared', 'src-main', 'src-renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
)
const code = sources.filter(({ path }) => !/\.test\.tsx?$/.test(path))

/** Any way to reach a module, types in an `import()` and calls of `require` included. */
function reaches(module: string, text: string): boolean {
  return new RegExp(`\\b(?:from|import|require)\\s*\\(?\\s*['"\`]${module}(?:/[^'"\`]*)?['"\`]`).test(text)
}

const pathsWhere = (holds: (source: { path: string; text: string }) => boolean) =>
  code.filter(holds).map(({ path }) => path)

it('has no file longer than 300 lines, tests apart', () => {
  expect(pathsWhere(({ text }) => text.split('\n').length - 1 > longestFile)).toEqual([])
})

it('reaches Electron from its host only', () => {
  expect(
    pathsWhere(({ path, text }) => !path.startsWith('src-main/hosts/electron/') && reaches('electron', text)),
  ).toEqual([])
})

it('starts processes through execa in one file at most', () => {
  expect(pathsWhere(({ text }) => reaches('execa', text)).length).toBeLessThanOrEqual(1)
})

it('watches folders through chokidar in one file at most', () => {
  expect(pathsWhere(({ text }) => reaches('chokidar', text)).length).toBeLessThanOrEqual(1)
})

it('has no channel between panel and core besides the contract', () => {
  expect(
    pathsWhere(({ text }) => /\bipcMain\s*\.\s*handle|\bipcRenderer\s*\.\s*(?:invoke|sendSync)\b/.test(text)),
  ).toEqual([])
})

it('sees every way to reach a module', () => {
  const ways = ["import { app } from 'electron'", "import('electron')", 'require("electron")', "import 'electron/main'"]
  expect(ways.filter((text) => !reaches('electron', text))).toEqual([])
  expect(reaches('electron', "import { start } from './electron'")).toBe(false)
})
