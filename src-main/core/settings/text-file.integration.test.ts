import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { homeWith } from '../../testing/homes/settings-home'
import type { HomePaths } from '../ground/home-paths'
import { importSettings } from '../home/import-settings'
import { readSettings } from './settings'
import { readTextFile } from './text-file'

const config = `# für Jürgen\nproviders: { tool: { kind: command, argv: ["tööl"] } }\norchestrators: { main: {} }\n`
const orchestrator =
  '# für alle\nid: main\nselector_agent: a\nagents: { a: { provider: tool, model: m, can_orchestrate_workflows: true } }\nworkflows:\n' +
  '  - { id: w, steps: [{ id: s, type: agent_task, agent: a, prompt: p.md }] }\n'
const runbooks: Readonly<Record<string, string>> = {
  'runbooks/t.toml': `[queue.t]\ntype = "persisted"\nvars = ["a"]\n[worker.t]\nsource = { queue = "t" }\nhandler = { pipeline = "t" }\n[pipeline.t]\nvars = ["a"]\n[[pipeline.t.step]]\nname = "go"\nrun = "echo grün"\n`,
  'runbooks/y.yaml': `queue: { y: { type: persisted, vars: [a] } }\nworker: { y: { source: { queue: y }, handler: { pipeline: y } } }\npipeline: { y: { vars: [a], step: [{ name: go, run: echo grün }] } }\n`,
  'runbooks/h.hcl': `queue "h" {\n  type = "persisted"\n  vars = ["a"]\n}\nworker "h" {\n  source = { queue = "h" }\n  handler = { pipeline = "h" }\n}\npipeline "h" {\n  vars = ["a"]\n  step "go" { run = "echo grün" }\n}\n`,
}
const files: Readonly<Record<string, string>> = {
  'config.yaml': config,
  'workspaces/main/orchestrator.yaml': orchestrator,
  'workspaces/main/p.md': 'Grüße {{inputs.user_message}}\n',
  ...runbooks,
}

type Written = (text: string) => Buffer
const utf16be: Written = (text) => Buffer.from(text, 'utf16le').swap16()

async function homeIn(written: Written, which: (name: string) => boolean = () => true): Promise<HomePaths> {
  const paths = await homeWith({})
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(paths.root, name)), { recursive: true })
    await writeFile(join(paths.root, name), which(name) ? written(text) : text)
  }
  return paths
}

async function problemsOf(paths: HomePaths): Promise<string[]> {
  const read = await readSettings(paths)
  return (read.ok ? read.effective.problems : read.problems).map(({ file, sentence }) =>
    `${file}: ${sentence}`.replaceAll(`${paths.root}/`, ''),
  )
}

test.each<[string, Written]>([
  ['UTF-8 with an order mark', (text) => Buffer.from(`\uFEFF${text}`)],
  ['UTF-16 LE with an order mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16 BE with an order mark', (text) => utf16be(`\uFEFF${text}`)],
  ['UTF-8 with CRLF', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
])('settings, orchestrators, prompts and runbooks in %s are read as they are', async (_name, written) => {
  const read = await readSettings(await homeIn(written))
  if (!read.ok) throw new Error(read.problems.map(({ sentence }) => sentence).join('\n'))
  const { problems, settings, orchestrators, runbooks: queues } = read.effective
  expect(problems).toEqual([])
  expect(settings.providers.tool).toMatchObject({ argv: ['tööl'] })
  expect(orchestrators.get('main')?.workflows[0]?.steps[0]).toMatchObject({
    prompt: expect.stringContaining('Grüße {{inputs.user_message}}'),
  })
  expect([...queues.keys()].sort()).toEqual(['h', 't', 'y'])
  expect(JSON.stringify([...queues.values()])).toContain('echo grün')
})

test.each(Object.keys(files))('%s in Latin-1 is refused with the place of the byte, not read altered', async (name) => {
  const paths = await homeIn(
    (text) => Buffer.from(text, 'latin1'),
    (one) => one === name,
  )
  const problems = await problemsOf(paths)
  expect(problems).toEqual([
    expect.stringMatching(/is not valid UTF-8: byte \d+ \(0xF[6C], at offset \d+, in line \d+\)/),
  ])
  expect(problems[0]).toContain(basename(name))
})

test.each(Object.keys(files))('%s in UTF-16 without an order mark is refused by that name', async (name) => {
  const paths = await homeIn(
    (text) => Buffer.from(text, 'utf16le'),
    (one) => one === name,
  )
  expect(await problemsOf(paths)).toEqual([expect.stringContaining('is written in UTF-16. Save it as UTF-8.')])
})

test('settings of another program are taken over from UTF-16, and refused from Latin-1 with the place', async () => {
  const text = JSON.stringify({ agents: { coder: { name: 'Jürgen', provider: 'anthropic', model: 'sonnet' } } })
  const paths = await homeWith({})
  const from = join(paths.root, 'settings.json')
  await writeFile(from, Buffer.from(`\uFEFF${text}`, 'utf16le'))
  expect(await importSettings(from, paths, true)).toMatchObject({ ok: true })
  await writeFile(from, Buffer.from(text, 'latin1'))
  expect(await importSettings(from, paths, true)).toMatchObject({
    ok: false,
    sentence: expect.stringMatching(/is not valid UTF-8: byte \d+ \(0xFC/),
  })
})

test.skipIf(process.platform === 'win32')('what is no regular file is refused at once, whatever it is', async () => {
  const { root } = await homeWith({})
  await promisify(execFile)('mkfifo', [join(root, 'pipe')])
  const server = createServer().listen(join(root, 'socket'))
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())))
  await new Promise((listening) => server.once('listening', listening))
  for (const path of [join(root, 'pipe'), join(root, 'socket'), root, '/dev/zero']) {
    expect(await readTextFile(path, 1000)).toMatchObject({
      ok: false,
      why: 'unfit',
      sentence: expect.stringMatching(/^It is not a regular file\.$/),
    })
  }
  expect(await readTextFile(join(root, 'none'), 1000)).toMatchObject({ ok: false, why: 'missing' })
})
