import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { rooms } from './house-rules'

const root = fileURLToPath(new URL('..', import.meta.url))
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.split(sep).join('/')}`)
    .filter((path) => path.endsWith('.md')),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const folders = ['src-main', 'src-shared', 'src-renderer', 'e2e', 'bench', 'scripts', 'resources', 'docs', '.ci']
/** Where a path in a page may begin, so that pages need not repeat it. */
const bases = ['', 'src-main/', 'src-main/core/', 'src-renderer/']
/** What commands make and no clone has. */
const made = /^bench\/results\//

it('finds the pages', () => {
  expect(pages.length).toBeGreaterThan(20)
})

it('names files that are there', () => {
  const gone = pages.flatMap(({ path, text }) =>
    codeWords(text)
      .filter((word) => isPath(word) && !made.test(word) && !bases.some((base) => isThere(base + word)))
      .map((word) => `${path} names ${word}, which is not there.`),
  )
  expect(gone).toEqual([])
})

it('links to pages and headings that are there', () => {
  const broken = pages.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((target) => !leadsSomewhere(path, target))
      .map((target) => `${path} links to ${target}, which is not there.`),
  )
  expect(broken).toEqual([])
})

it('names commands of npm that are there', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const unknown = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run (?:-s )?([a-z][a-z0-9:]*)/g)]
      .flatMap(([, name = '']) => name)
      .filter((name) => scripts[name] === undefined)
      .map((name) => `${path} names npm run ${name}, which is not there.`),
  )
  expect(unknown).toEqual([])
})

it('tells of the rooms of the core in their order', () => {
  const text = textOf('docs/architecture.md')
  const told = [...text.matchAll(/^\d\. \*\*`([a-z]+)`\*\*/gm)].map(([, name]) => name)
  expect(told).toEqual(rooms)
})

it('lists every decision, each with what led to it and what it leads to', () => {
  const index = textOf('docs/decisions/README.md')
  const decisions = pages.filter(({ path }) => /^docs\/decisions\/(?!README)/.test(path))
  expect(decisions.length).toBeGreaterThan(5)
  for (const { path, text } of decisions) {
    expect(index).toContain(`(${posix.basename(path)})`)
    expect(headingsOf(text).slice(1), path).toEqual(['Context', 'Decision', 'What follows', 'What was not chosen'])
  }
})

/** What stands between backticks, without the blocks of code. */
function codeWords(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word)
}

function withoutBlocks(text: string): string {
  return text.replace(/^```.*?^```/gms, '')
}

/** A file of code in some folder, or anything below a folder of this repository. */
function isPath(word: string): boolean {
  if (/[\s{}()$]/.test(word) || !word.includes('/')) return false
  const [first = ''] = word.split('/')
  return /\.(?:tsx?|mjs)$/.test(word) || folders.includes(first)
}

/** `<name>` and `*` stand for anything within one part of a path. */
function isThere(path: string): boolean {
  const [free] = path.split(/[^/]*[<*]/)
  if (free === path) return existsSync(join(root, path))
  const folder = join(root, free ?? '')
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return false
  const shape = path.replace(/[.+^]/g, '\\$&').replace(/<[^>]+>|\*/g, '[^/]+')
  const wanted = new RegExp(`^${shape}$`)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    wanted.test(`${free}${name.split(sep).join('/')}`),
  )
}

function linksOf(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', heading] = target.split('#')
  const path = file === '' ? from : posix.join(dirname(from), file)
  if (!existsSync(join(root, path))) return false
  return heading === undefined || headingsOf(textOf(path)).map(anchorOf).includes(heading)
}

function headingsOf(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => words)
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function textOf(path: string): string {
  return pages.find((page) => page.path === path)?.text ?? ''
}
