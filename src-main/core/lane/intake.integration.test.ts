import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../../testing/lanes/test-lane'
import { messageReading } from './inspect'
import { Intake } from './intake'
import { look } from './sliced-scan'

/** An intake on a folder of its own; `heard` tells what it handed on, in order. */
class TestIntake implements AsyncDisposable {
  readonly heard: string[] = []
  readonly intake: Intake
  readonly #folder: string
  #waiting = Promise.withResolvers<void>()
  clock = 10_000
  steady = 10_000
  /** How far the steady clock goes on each time it is asked, ms. */
  step = 0
  wants = true

  private constructor(folder: string) {
    this.#folder = folder
    this.intake = new Intake({
      folder,
      settings: () => ({ itemBytes: 10_000, settleMs: 30 }),
      groupOf: () => 'agents',
      reading: messageReading,
      now: () => this.clock,
      steadyNow: () => {
        this.steady += this.step
        return this.steady
      },
      wantsMore: () => this.wants,
      accept: ({ file, holdsKey, notBefore }) => this.#hear(`${file} ${holdsKey} ${notBefore}`),
      reject: ({ file }, sentence) => this.#hear(`rejected ${file}: ${sentence}`),
      progressed: () => {},
      failed: ({ file }) => this.#hear(`failed ${file}`),
    })
  }

  static async create(): Promise<TestIntake> {
    return new TestIntake(await mkdtemp(join(tmpdir(), 'lanekeeper-intake-')))
  }

  async add(file: string, content: object | string = messageOf('x'), second = 1): Promise<void> {
    const path = join(this.#folder, file)
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    await utimes(path, second, second)
    const listed = look(this.#folder, file)
    if (listed !== null) this.intake.add(listed)
  }

  async count(heard: number): Promise<void> {
    while (this.heard.length < heard) await this.#waiting.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.intake.close()
    await rm(this.#folder, { recursive: true })
  }

  #hear(what: string): void {
    this.heard.push(what)
    this.#waiting.resolve()
    this.#waiting = Promise.withResolvers()
  }
}

describe('the intake', () => {
  test('hands on retries first, since they hold their keys, then what is oldest', async () => {
    await using test = await TestIntake.create()
    await test.add('young.json', messageOf('x'), 3)
    await test.add('old.json', messageOf('x'), 1)
    await test.add('retry~a2~n9000.json', messageOf('x'), 5)
    await test.add('early~a3.json', messageOf('x'), 4)
    test.intake.pump()
    await test.count(4)
    expect(test.heard).toEqual([
      'early~a3.json true 0',
      'retry~a2~n9000.json true 0',
      'old.json false 0',
      'young.json false 0',
    ])
  })

  test('reads nothing while nothing more is wanted', async () => {
    await using test = await TestIntake.create()
    test.wants = false
    await test.add('one.json')
    test.intake.pump()
    expect(test.intake.unread).toBe(1)
    test.wants = true
    test.intake.pump()
    await test.count(1)
    expect(test.intake.unread).toBe(0)
  })

  test('believes a not-before in a name for a day ahead at the most', async () => {
    await using test = await TestIntake.create()
    await test.add('far~a2~n99999999999999.json')
    test.intake.pump()
    await test.count(1)
    expect(test.heard).toEqual([`far~a2~n99999999999999.json true ${10_000 + 86_400_000}`])
  })

  test('rejects what stays no message for as long as files may take to be written, also when the clock is set back', async () => {
    await using test = await TestIntake.create()
    await test.add('broken.json', '{')
    await test.add('fine.json', messageOf('x'), 2)
    test.intake.pump()
    await test.count(1)
    expect(test.heard).toEqual(['fine.json false 0'])
    test.clock = 5000
    test.step = 5
    await test.count(2)
    expect(test.heard[1]).toContain('rejected broken.json: The file is not valid JSON')
    expect(test.steady).toBeLessThan(11_000)
  })

  test('forgets what was removed or replaced while it was read', async () => {
    await using test = await TestIntake.create()
    await test.add('gone.json')
    await test.add('changed.json', '{')
    test.intake.pump()
    test.intake.remove('gone.json')
    await test.add('changed.json', messageOf('x'), 2)
    test.intake.pump()
    await test.count(1)
    expect(test.heard).toEqual(['changed.json false 0'])
  })

  test('forgets how a file was before it changed, however often, while nothing is wanted', async () => {
    await using test = await TestIntake.create()
    test.wants = false
    await test.add('first.json')
    const listed = { file: 'a.json', ms: 0, ns: 0, arrival: 0, changedAt: 0, bytes: 1, inode: 1, regular: true }
    for (let ms = 10_000; ms < 30_000; ms++) test.intake.add({ ...listed, ms })
    expect(test.intake.unread).toBeLessThan(4_000)
  })
})
