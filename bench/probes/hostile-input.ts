import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCore } from '../../src-main/core/home/open-core'
import type { Figures, ProbeOptions } from '../probe'

const bytes = 10 * 1024 * 1024 - 1024
/** Nothing measured here takes so long; the probe fails rather than waits on. */
const boundMs = 180_000

/** Says what its message names: as much of it as its program may, or one line of JSON that is as bad as a line can be. */
const agent = `
const chunks = []
for await (const chunk of process.stdin) chunks.push(chunk)
const prompt = Buffer.concat(chunks).toString()
const [, kind = ''] = /say:(\\w+)/.exec(prompt.slice(0, 2000)) ?? []
const n = ${bytes}
const json = (text) => '{"type":"message","text":' + text + '}\\n'
const said = {
  long: () => json(JSON.stringify('x'.repeat(n))),
  tags: () => json(JSON.stringify('[send_file:/a]'.repeat(n / 14))),
  openings: () => json(JSON.stringify('[send_file:'.repeat(n / 11))),
  nul: () => json(JSON.stringify('\\0'.repeat(n / 6))),
  blocks: () => json(JSON.stringify('[workflow_result]'.repeat(n / 17))),
  deep: () => json('['.repeat(n)) + json('"deep"'),
  keys: () => json('{' + '"k":1,'.repeat(n / 6) + '"k":1}') + json('"keys"'),
  digits: () => json('1'.repeat(n)) + json('"digits"'),
  blank: () => json(JSON.stringify(' '.repeat(n) + 'x')),
}
process.stdout.write((said[kind] ?? (() => json('"ok"')))())
`

const plain = { channel: 'panel', channelProfileId: 'panel', sender: 'Ada', timestamp: 1 }
const message = (id: string, text: string): string => JSON.stringify({ ...plain, message: text, messageId: id })
const beside = (part: string): string => `{${part},${message('m', 'hi').slice(1)}`

/** Bodies as bad as ten megabytes allow. */
const bodies: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`openings-${number}`, () => '['.repeat(bytes)])),
  deepObjects: () => '{"a":'.repeat(bytes / 5),
  deepInside: () => beside(`"x":${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`),
  oneText: () => message('one-text', 'x'.repeat(bytes)),
  nulText: () => message('nul-text', '\0'.repeat(bytes / 6)),
  wideText: () => message('wide-text', '漢'.repeat(bytes / 3)),
  blankText: () => message('blank-text', '\n \t'.repeat(bytes / 6)),
  tagText: () => message('tag-text', '[file: /a]'.repeat(bytes / 10)),
  keys: () => `{${Array.from({ length: bytes / 12 }, (_, at) => `"k${at}":1`).join(',')}}`,
  sameKey: () => beside('"k":1,'.repeat(bytes / 6).slice(0, -1)),
  digits: () => beside(`"n":${'1'.repeat(bytes)}`),
  prototype: () => beside('"__proto__":{"a":1},'.repeat(bytes / 20).slice(0, -1)),
  files: () => beside(`"files":[${'"/a",'.repeat(bytes / 5)}"/a"]`),
  sender: () => JSON.stringify({ ...plain, message: 'hi', messageId: 'm', sender: 'a '.repeat(bytes / 2) }),
  blanks: () => ' '.repeat(bytes),
  cut: () => message('cut', 'x'.repeat(bytes)).slice(0, -2),
}
const answers = ['long', 'tags', 'openings', 'nul', 'blocks', 'deep', 'keys', 'digits', 'blank']

/** The longest the event loop of a whole core is held while it takes in, answers and shows the worst it can be sent. */
export async function hostileInput({ folder }: ProbeOptions): Promise<Figures> {
  const homePath = join(folder, 'hostile-home')
  await mkdir(join(homePath, 'workspaces/main'), { recursive: true })
  const script = join(homePath, 'agent.mjs')
  await writeFile(script, agent)
  await writeFile(
    join(homePath, 'config.yaml'),
    `providers:
  hostile:
    kind: command
    argv: [${JSON.stringify(process.execPath)}, ${JSON.stringify(script)}]
    stdin: prompt
    output: { jsonl: { where: { type: message }, field: text } }
orchestrators: { main: {} }
channel_profiles: { panel: { channel: panel, orchestrator_id: main } }
settle_ms: 500
limits: { max_attempts: 1 }
breaker: { failures: 0 }
`,
  )
  await writeFile(join(homePath, 'workspaces/main/orchestrator.yaml'), 'agents: { default: { provider: hostile } }\n')
  const drop = join(homePath, 'drop')
  await mkdir(drop)
  for (const [name, body] of Object.entries(bodies)) await writeFile(join(drop, `${name}.json`), body())
  for (const name of answers) await writeFile(join(drop, `say-${name}.json`), message(`say-${name}`, `say:${name}`))
  const core = await openCore({ homePath, host: 'browser', version: 'bench', resourcesPath: join(folder, 'resources') })
  await core.supervisor.start()
  await sleep(1000)
  const figures: Record<string, number> = {}
  let worst = 0
  for (const name of (await readdir(drop)).sort()) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await rename(join(drop, name), join(homePath, 'queue/incoming', name))
    await settled(core)
    await shown(core)
    delay.disable()
    const longestMs = delay.max / 1e6
    worst = Math.max(worst, longestMs)
    figures[`${name.replace('.json', '')}Ms`] = longestMs
  }
  await core[Symbol.asyncDispose]()
  return { ...figures, maxMs: worst }
}

type Opened = Awaited<ReturnType<typeof openCore>>

/** Until nothing stands in line or is worked on. */
async function settled(core: Opened): Promise<void> {
  const until = Date.now() + boundMs
  await sleep(200)
  for (;;) {
    const counts = core.boardNow().lanes[0]?.counts
    if (counts !== undefined && counts.pending + counts.active + counts.failed === 0) return
    if (Date.now() > until) throw new Error('It was not settled in time.')
    await sleep(20)
  }
}

/** What a panel would look at. */
async function shown(core: Opened): Promise<void> {
  for (const column of ['completed', 'rejected', 'dead'] as const) {
    const query = { lane: 'queue', column, search: '', offset: 0, limit: 50 }
    for await (const window of core.lanes.window(query, AbortSignal.timeout(boundMs))) {
      const newest = window.rows[0]
      if (newest === undefined) break
      for await (const _detail of core.lanes.item({ lane: 'queue', id: newest.id }, AbortSignal.timeout(boundMs))) break
      break
    }
  }
}
