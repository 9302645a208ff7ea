import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openLog } from './log'

test('what was logged is in the file once the log is closed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-log-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'logs', 'x.jsonl')
  const log = openLog(path)
  for (let number = 0; number < 1000; number++) log.info('test', `line ${number}`)
  await log.close()
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  expect(lines).toHaveLength(1000)
  expect(lines.at(-1)).toContain('"msg":"line 999"')
})

test.skipIf(process.platform === 'win32')(
  'a log is its owner’s alone, whether it was there before or not',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-log-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    for (const name of ['new', 'old']) {
      const path = join(folder, name)
      if (name === 'old') await writeFile(path, '', { mode: 0o644 })
      const log = openLog(path)
      log.info('test', 'a line')
      await log.close()
      expect((await stat(path)).mode & 0o777, name).toBe(0o600)
    }
  },
)

test('what is logged once the log is closed is let go, and harms nobody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-log-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'x.jsonl')
  const log = openLog(path)
  log.info('test', 'in time')
  const closed = log.close()
  for (let number = 0; number < 1000; number++) log.info('test', `late ${number}`)
  await closed
  for (let number = 0; number < 1000; number++) log.info('test', `late ${number}`)
  const text = await readFile(path, 'utf8')
  expect(text).toContain('in time')
  expect(text).not.toContain('late')
})

test('a line is in the file soon after it was logged, although nothing follows it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-log-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const log = openLog(join(folder, 'x.jsonl'))
  onTestFinished(() => log.close())
  log.info('test', 'the only line')
  await expect.poll(() => readFile(join(folder, 'x.jsonl'), 'utf8').catch(() => '')).toContain('the only line')
})

test('lines that wait to be written together are in the file when the process ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper-log-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const script = `
    import { openLog } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'log.ts')).href)}
    import { existsSync, readFileSync } from 'node:fs'
    const log = openLog('x.jsonl')
    log.info('test', 'first')
    setInterval(() => {
      if (!existsSync('x.jsonl') || readFileSync('x.jsonl', 'utf8') === '') return
      log.info('test', 'last')
      process.exit()
    }, 1)`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
  expect(await readFile(join(folder, 'x.jsonl'), 'utf8')).toMatch(/first[\s\S]*last/)
})

// The device that is always full is one of Linux.
test.runIf(process.platform === 'linux')('a full disk keeps no process from ending', async () => {
  const script = `
    import { openLog } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'log.ts')).href)}
    const log = openLog('/dev/full')
    log.info('test', 'a line')
    await log.close()
    process.exit(3)`
  const ended = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 20_000,
    killSignal: 'SIGKILL',
  })
  await expect(ended).rejects.toMatchObject({ code: 3, signal: null })
})
