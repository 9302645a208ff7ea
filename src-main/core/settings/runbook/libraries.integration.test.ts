// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Settings } from '../settings-schema'
import { problemSentence } from '../yaml-file'
import { loadRunbooks } from './load-runbooks'

const settings = Settings.parse({})
let home = ''
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lanekeeper-libraries-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true })
    await writeFile(join(home, name), text)
  }
}

async function loaded() {
  const found = await loadRunbooks(join(home, 'runbooks'), settings)
  const sentences = found.problems.map((problem) => problemSentence(problem).replaceAll(`${home}/`, ''))
  return { ...found, sentences }
}

const library = `
const "check" {}
const "after" { default = "true" }
queue "merges" { vars = ["branch"] }
worker "merge" {
  source = { queue = "merges" }
  run    = { job = "merge" }
}
job "merge" {
  step "check" {
    run     = <<-SHELL
      \${raw(const.check)} "\${var.branch}"
      \${raw(const.after)}
    SHELL
    on_fail = { step = "mend" }
  }
  step "mend" { run = { agent = "mender" } }
}
`
const mender = 'agent "mender" {\n  run = "claude"\n  prompt = "Mend \\"${const.check}\\"."\n}\n'
const files = { 'libraries/own/merge/a.hcl': library, 'libraries/own/merge/b.hcl': mender }

test('a runbook has what it imports, with the values that its import gives, and its own before that', async () => {
  await write({
    ...files,
    'runbooks/r.hcl': `
import "own/merge" {
  const "check" { value = "make \\"all\\"" }
}
agent "mender" {
  run = "claude"
  prompt = "Mine."
}`,
  })
  const { queues, sentences, files: looked } = await loaded()
  expect(sentences).toEqual([])
  const queue = queues.get('merges')
  expect(queue?.pipeline?.steps).toMatchObject([
    { run: 'make "all" "{{inputs.branch}}"\ntrue\n', on_fail: 'mend' },
    { prompt: 'Mine.' },
  ])
  expect(queue?.runbook).toBe(join(home, 'runbooks/r.hcl'))
  for (const name of ['libraries/own/merge', 'libraries/own/merge/a.hcl', 'libraries/own/merge/b.hcl']) {
    expect(looked).toContain(join(home, name))
  }
})

test('what is imported under an alias has it in its name, and is named by it', async () => {
  await write({
    ...files,
    'runbooks/r.hcl': `
import "own/merge" {
  alias = "git"
  const "check" { value = "make" }
}
queue "other" { vars = ["x"] }
worker "other" {
  source = { queue = "other" }
  run    = { job = "go" }
}
job "go" {
  step "go" { run = { agent = "git:mender" } }
}`,
  })
  const { queues, sentences } = await loaded()
  expect(sentences).toEqual([])
  expect([...queues.keys()].sort()).toEqual(['git-merges', 'other'])
  expect(queues.get('git-merges')?.pipelineName).toBe('git-merge')
  expect(queues.get('other')?.pipeline?.steps).toMatchObject([{ agent: 'git-mender', prompt: 'Mend "make".' }])
})

test('a library may import others, and one that imports itself is refused by the way it does', async () => {
  await write({
    'libraries/a/a.hcl': 'import "b" {}\nqueue "jobs" { vars = ["x"] }\n',
    'libraries/b/b.hcl': 'queue "more" { vars = ["x"] }\n',
    'runbooks/r.hcl': 'import "a" {}\n',
  })
  expect([...(await loaded()).queues.keys()].sort()).toEqual(['jobs', 'more'])
  await write({ 'libraries/b/b.hcl': 'import "a" {}\n' })
  expect((await loaded()).sentences).toEqual([
    'libraries/b/b.hcl, line 1, column 1: import.a: it imports itself: "a" imports "b" imports "a".',
  ])
})

test('a mistake in a library is told with its place there and with who imports it', async () => {
  await write({
    'libraries/a/a.hcl': '\nqueue "jobs" {\n  vars = ["x"]\n  list = "ls"\n}\n',
    'libraries/b/b.hcl': 'queue "x" {\n',
    'runbooks/r.hcl': 'import "a" {\n  alias = "z"\n}\n',
    'runbooks/s.hcl': 'import "b" {}\n',
  })
  expect((await loaded()).sentences).toEqual([
    expect.stringMatching(
      /^libraries\/a\/a\.hcl, line 4, column 3: queue\.jobs\.list: a queue of another system.*\(runbooks\/r\.hcl imports it\)\.$/,
    ),
    expect.stringMatching(/^libraries\/b\/b\.hcl, line \d, column \d+: It is not valid HCL/),
  ])
})

test.each([
  ['import "nowhere" {}', 'there is no library "nowhere"; put its files into libraries/nowhere'],
  ['import "../secrets" {}', 'a library has a name like oj/git; it is no path'],
  ['import "/etc" {}', 'a library has a name like oj/git; it is no path'],
  ['import "own/../../x" {}', 'a library has a name like oj/git; it is no path'],
  ['import "own/merge" {}', 'the library needs a const; add const "check" { value = "…" }'],
  [
    'import "own/merge" {\n  const "check" { value = "x" }\n  const "chek" { value = "x" }\n}',
    'the library has no const "chek"; the nearest is "check"',
  ],
  ['import "own/merge" { aliass = "x" }', 'there is no such key; the nearest is "alias"'],
  ['import "empty" {}', 'holds no .hcl file'],
  ['import "out" {}', 'leads out of libraries; copy the library there'],
  ['import "outfile" {}', 'leads out of its library'],
  ['import "pipe" {}', 'is not a regular file'],
  ['import "big" {}', 'is longer than 128 KB'],
  ['import "many" {}', 'holds 51 files; it may have 50'],
  [
    Array.from({ length: 21 }, (_, at) => `import "b${at}" {}`).join('\n'),
    "a runbook has at most 20 imports, its libraries' included",
  ],
  ['import "deep1" {}', 'a library imports at most 4 others'],
])('%j is refused with what to do', async (text, sentence) => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`libraries/many/${at}.hcl`, '']))
  const small = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`libraries/b${at}/b.hcl`, '']))
  const deep = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => [`libraries/deep${at}/b.hcl`, `import "deep${at + 1}" {}`]),
  )
  await write({
    ...{ ...files, ...many, ...small, ...deep },
    'libraries/empty/readme.md': '',
    'libraries/big/b.hcl': `# ${'x'.repeat(128 * 1024)}`,
    'libraries/pipe/b.hcl/x': '',
    'libraries/outfile/a.md': '',
    'secrets/b.hcl': '',
    'runbooks/r.hcl': text,
  })
  await symlink(join(home, 'secrets'), join(home, 'libraries/out'))
  await symlink(join(home, 'secrets/b.hcl'), join(home, 'libraries/outfile/b.hcl'))
  const { sentences, queues } = await loaded()
  expect(queues.size).toBe(0)
  expect(sentences.join('\n')).toContain(sentence)
  expect(sentences[0]).toMatch(/\.hcl, line \d+, column \d+: import\./)
})
