// biome-ignore-all lint: scratch
import { readFile, writeFile, rm, readdir } from 'node:fs/promises'
import { writeFileSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test, vi } from 'vitest'
import { TestHome, message, until } from './test-home'
vi.setConfig({ testTimeout: 60_000 })
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))
const wf = JSON.stringify([{ id: 'w', inputs: ['user_prompt'], steps: [
  { id: 'a', type: 'shell', run: 'echo a >> ../../../begun' },
  { id: 'b', type: 'shell', run: 'echo b >> ../../../begun; while [ ! -e ../../../gate ]; do sleep 0.05; done; echo done' },
  { id: 'c', type: 'shell', run: 'echo c >> ../../../begun; echo fin' },
] }])
test('full disk', async () => {
  await using home = await TestHome.create({ orchestrator: `workflows: ${wf}\n`, config: 'drain_seconds: 0\n' })
  const of = join(home.paths.workspaces, 'main', 'orchestrator.yaml')
  await writeFile(of, (await readFile(of, 'utf8')).replace('{ provider: scripted }', '{ provider: scripted, can_orchestrate_workflows: true }'))
  const core = await home.open()
  await core.supervisor.start()
  await home.put('m.json', message())
  await home.untilLines('begun', 2)
  await writeFile(join(home.root, 'begun2'), ' '.repeat(4096))
  const fd = openSync(join(home.root, 'fill'), 'w')
  try { for (;;) writeSync(fd, Buffer.alloc(4096)) } catch (e) { console.log(String(e)) }
  writeFileSync(join(home.root, 'gate'), '')
  const show = async (what: string) => {
    const b = core.board.current()
    console.log(what, JSON.stringify(b.lanes[0]), JSON.stringify(b.runs), (await readFile(join(home.root, 'begun'), 'utf8')).split('\n').join(','), JSON.stringify(b.attention?.slice(0, 3)))
  }
  await sleep(4000)
  await show('full')
  ;(await import("node:fs")).closeSync(fd); await rm(join(home.root, "fill"))
  await sleep(16000)
  await show('freed')
  const runs = join(home.paths.workspaces, 'main/runs')
  for (const r of await readdir(runs)) if (r.startsWith('run-')) console.log(await readFile(join(runs, r, 'events.jsonl'), 'utf8'))
  console.log((await readFile(home.paths.log, 'utf8')).slice(-4000))
})
