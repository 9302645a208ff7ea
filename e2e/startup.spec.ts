import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { BrowserHost } from './fixtures/browser-host'
import type { OperatorHome } from './fixtures/home'
import { hostEnvironment, runBrowserHost } from './fixtures/host-process'
import { test } from './fixtures/test'

test.skip(({ hostKind }) => hostKind !== 'browser', 'the browser host has these on its error stream')

/** A start that fails: what went wrong and what to do, in two lines, and nothing else. */
async function expectProblem(home: OperatorHome, argv: readonly string[], problem: RegExp, nextStep: RegExp) {
  const { code, stdout, stderr } = await runBrowserHost([...argv, '--no-open'], hostEnvironment(home))
  const lines = stderr.trimEnd().split('\n')
  expect({ code, stdout, lines: lines.length }).toEqual({ code: 1, stdout: '', lines: 2 })
  expect(lines[0]).toMatch(problem)
  expect(lines[1]).toMatch(nextStep)
}

const starts = (home: OperatorHome) => ['--home', home.root, '--port', '0']

for (const { what, text, sentence } of [
  { what: 'is no YAML', text: 'limits: {', sentence: /config\.yaml, line 1, column \d+: / },
  { what: 'has an unknown key', text: 'limit: { max_concurrent: 2 }\n', sentence: /config\.yaml, line 1, .*limit: / },
  {
    what: 'has a wrong value',
    text: 'limits:\n  max_attempts: many\n',
    sentence: /config\.yaml, line 2, .*limits\.max_attempts: /,
  },
]) {
  test(`a config that ${what} is named with its place, and the start works once it is mended`, async ({ home }) => {
    const path = join(home.root, 'config.yaml')
    const good = await readFile(path, 'utf8')
    await writeFile(path, text)
    await expectProblem(home, starts(home), sentence, /^Mend the file and start again/)
    expect(await readFile(path, 'utf8')).toBe(text)
    expect(await readdir(join(home.root, 'daemon'))).not.toContain('supervisor.lock')
    await writeFile(path, good)
    const host = await BrowserHost.start(home)
    expect((await host.stop()).code).toBe(0)
  })
}

test('a config that cannot be read is named', async ({ home }) => {
  // A folder in its place is unreadable for everybody, whatever their rights.
  const unreadable = home.beside('unreadable')
  await mkdir(join(unreadable, 'config.yaml'), { recursive: true })
  await expectProblem(
    home,
    ['--home', unreadable, '--port', '0'],
    /unreadable.config\.yaml: It is not a regular file/,
    /^Mend the file/,
  )
})

test('a home below a file is refused, and the file stays what it is', async ({ home }) => {
  const file = home.beside('a-file')
  await writeFile(file, 'mine')
  const below = join(file, 'home')
  await expectProblem(home, ['--home', below, '--port', '0'], /a-file.home cannot be set up: /, /--home DIR/)
  expect(await readFile(file, 'utf8')).toBe('mine')
})

test('a folder without the right to write in it is named, and stays empty', async ({ home }) => {
  test.skip(process.platform === 'win32' || process.getuid?.() === 0, 'this user may write everywhere')
  const closed = home.beside('closed')
  await mkdir(closed, { mode: 0o555 })
  const below = join(closed, 'home')
  await expectProblem(
    home,
    ['--home', below, '--port', '0'],
    /closed.home cannot be set up: /,
    /the right to write there/,
  )
  expect(await readdir(closed)).toEqual([])
})

test('a port in use is named, and no home is made', async ({ home }) => {
  const taken = createServer().listen(0, '127.0.0.1')
  try {
    await once(taken, 'listening')
    const address = taken.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const { port } = address
    const fresh = home.beside('fresh')
    await expectProblem(
      home,
      ['--home', fresh, '--port', `${port}`],
      new RegExp(`^Port ${port} is in use by another program\\.$`),
      /--port N/,
    )
    await expect(readdir(fresh)).rejects.toMatchObject({ code: 'ENOENT' })
  } finally {
    taken.close()
  }
})

test('an option that does not exist is named together with those that do', async ({ home }) => {
  const fresh = home.beside('fresh')
  await expectProblem(home, ['--home', fresh, '--prot', '0'], /--prot/, /^The options are --home DIR, --port N/)
  await expect(readdir(fresh)).rejects.toMatchObject({ code: 'ENOENT' })
})

test.describe('with an orchestrator that cannot be used', () => {
  const agents = { default: { provider: 'nobody' } }
  test.use({ setup: { agent: 'echo', orchestrator: { id: 'main', selector_agent: 'default', agents } } })

  test('the panel opens all the same, says what to mend, and sees that it was', async ({ home, panel }) => {
    const sentence = 'there is no provider "nobody"'
    await panel.goTo('Settings')
    await expect(panel.page.getByRole('alert')).toContainText(sentence)
    const attention = panel.page.getByRole('button', { name: /^Attention: / })
    await attention.click()
    await expect(panel.page.getByRole('dialog').getByText(sentence)).toBeVisible()
    await panel.page.keyboard.press('Escape')

    const path = join(home.root, 'workspaces/main/orchestrator.yaml')
    await writeFile(path, (await readFile(path, 'utf8')).replace('nobody', 'scripted'))
    await expect(attention).toBeHidden()
  })
})
