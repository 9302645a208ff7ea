// biome-ignore-all lint: scratch
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { TestHome, message, until } from './test-home'
vi.setConfig({ testTimeout: 200_000 })
const seed0 = Number(process.env.SEED ?? Date.now() % 100000)
let seed = seed0
const rnd = () => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return seed / 0x7fffffff }
const pick = <T,>(a: readonly T[]): T | undefined => a[Math.floor(rnd() * a.length)]
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))
const shellA = `r=$(od -An -N1 -tu1 /dev/urandom); r=$((r % 10)); sleep 0.0$r; [ $r -gt 3 ]`
const wf = JSON.stringify([{ id: 'w', inputs: ['user_prompt'], on_cancel: 'undo', on_fail: 'sorry', steps: [
  { id: 'a', type: 'shell', run: shellA, limits: { max_retries: 1 } },
  { id: 'b', type: 'shell', run: shellA, needs: ['a'], limits: { max_retries: 0 }, when_spent: 'escalate' },
  { id: 'c', type: 'shell', run: shellA, limits: { max_retries: 0 }, when_spent: 'fail', next: 'done' },
  { id: 'undo', type: 'shell', run: 'sleep 0.03', next: 'done' },
  { id: 'sorry', type: 'shell', run: 'sleep 0.03', next: 'done' },
] }])
const runbook = `
[queue.jobs]
vars = ["do"]
key = "do"
retry = { attempts = 1, cooldown = "30ms" }
[worker.w]
source = { queue = "jobs" }
handler = { pipeline = "p" }
concurrency = 2
[pipeline.p]
on_cancel = "undo"
[[pipeline.p.step]]
name = "a"
run = """${shellA.replaceAll('\\', '\\\\')}"""
[[pipeline.p.step]]
name = "b"
run = { agent = "worker" }
[[pipeline.p.step]]
name = "undo"
run = "sleep 0.03"
on_done = "done"
[agent.worker]
provider = "scripted"
prompt = "x"
on_dead = { action = "recover", attempts = 1 }
`
test(`chaos ${seed0}`, async () => {
  await using home = await TestHome.create({
    agent: 'if (Math.random() < 0.5) fail("no"); else answer("yes")',
    orchestrator: `workflows: ${wf}\n`.replace('agents:', 'agents:'),
    config: 'drain_seconds: 0\n',
    runbooks: { 'jobs.toml': runbook },
  })
  // selector must orchestrate
  const of = join(home.paths.workspaces, 'main', 'orchestrator.yaml')
  const { writeFile } = await import('node:fs/promises')
  await writeFile(of, (await readFile(of, 'utf8')).replace('{ provider: scripted }', '{ provider: scripted, can_orchestrate_workflows: true }'))
  let core = await home.open()
  const errors: string[] = []
  const told = (what: string) => (e: unknown) => {
    const name = e instanceof Error ? e.constructor.name : '?'
    if (name !== 'Refused') errors.push(`${what}: ${name} ${e instanceof Error ? e.stack : e}`)
  }
  await core.supervisor.start()
  const win = async (phase: any = 'all') => { for await (const w of core.runs.window({ phase, search: '', offset: 0, limit: 200 }, AbortSignal.timeout(5000))) return w.rows; return [] }
  const rows = async (lane: string, column: any) => { for await (const w of core.lanes.window({ lane, column, search: '', offset: 0, limit: 200 }, AbortSignal.timeout(5000))) return w.rows; return [] }
  const jobs: Promise<unknown>[] = []
  let sent = 0
  let closing = false
  const op = async (): Promise<unknown> => {
    const x = rnd()
    const lane = rnd() < 0.5 ? 'queue' : 'jobs'
    if (x < 0.25) { sent++; return lane === 'queue' ? home.put(`m${sent}.json`, message(rnd() < 0.5 ? { conversationId: `c${sent % 2}` } : {})) : core.lanes.push('jobs', JSON.stringify({ do: `k${sent % 3}` })) }
    if (x < 0.35) { const r = pick((await win()).filter((r) => !['succeeded', 'failed', 'canceled'].includes(r.phase))); return r && core.runs.cancel(r.id, 'chaos') }
    if (x < 0.55) { const d = pick(core.board.current().decisions ?? []); return d && core.decisions.resolve({ id: d.id, option: 1 + Math.floor(rnd() * 3), text: rnd() < 0.5 ? 'hint' : '', by: 'cli' }) }
    if (x < 0.63) { const r = pick((await win()).filter((r) => ['succeeded', 'failed', 'canceled'].includes(r.phase))); return r && core.runs.retry(r.id, pick(r.source.kind === 'queue' ? ['a', 'b'] : ['a', 'b', 'c']) ?? 'a') }
    if (x < 0.70) { const r = pick(await rows(lane, 'dead')); return r && core.lanes.act(lane, 'requeue', [{ id: r.id, column: r.column, file: r.file }]) }
    if (x < 0.75) { const r = pick([...(await rows(lane, 'dead')), ...(await rows(lane, 'pending'))]); return r && core.lanes.act(lane, 'discard', [{ id: r.id, column: r.column, file: r.file }]) }
    if (x < 0.80) { const r = pick(await rows(lane, 'trash')); return r && core.lanes.act(lane, 'restore', [{ id: r.id, column: r.column, file: r.file }]) }
    if (x < 0.86) { const r = pick(await rows(lane, 'active')); return r && core.lanes.act(lane, 'release', [{ id: r.id, column: r.column, file: r.file }]) }
    if (x < 0.90) return core.runs.start({ orchestrator: 'main', workflow: 'w', inputs: { user_prompt: rnd() < 0.3 ? 'status' : 'go' } })
    if (x < 0.93) { await core.supervisor.stop(); await core.supervisor.settled(); return core.supervisor.start() }
    if (x < 0.96) {
      const folder = join(home.laneRoot(lane), 'processing')
      const f = pick((await readdir(folder)).filter((n) => n.includes('~w~')))
      const to = pick(['dead', 'incoming', 'away'])
      if (!f) return
      if (to === 'away') return rename(join(folder, f), join(home.root, f)).catch(() => {})
      return rename(join(folder, f), join(home.laneRoot(lane), to!, to === 'incoming' ? f.replace(/~w~c[^.]*/, '') : f.replace('~w', ''))).catch(() => {})
    }
    if (x < 0.97) { closing = true; await Promise.allSettled(jobs.splice(0)); await home.close(core); core = await home.open(); closing = false; return core.supervisor.start() }
    return sleep(30)
  }
  const end = Date.now() + Number(process.env.MS ?? 12000)
  while (Date.now() < end) {
    if (!closing) jobs.push(op().catch(told('op')))
    await sleep(rnd() * 30)
    if (jobs.length > 40) await Promise.race(jobs.splice(0, 20))
  }
  await Promise.allSettled(jobs)
  await core.supervisor.stop(); await core.supervisor.settled(); await core.supervisor.start()
  // quiesce
  const quietBy = Date.now() + 100_000
  let last = ''
  for (;;) {
    for (const d of core.board.current().decisions ?? []) await core.decisions.resolve({ id: d.id, option: (await core.decisions.show(d.id)).options.length, text: '', by: 'cli' }).catch(told('resolve'))
    const board = core.board.current()
    const open = (await win('open')).filter((r) => !['succeeded', 'failed', 'canceled'].includes(r.phase))
    last = JSON.stringify({ lanes: board.lanes.map((l) => [l.name, l.counts, l.waiting]), open: open.map((r) => [r.id, r.phase, r.step, r.lane, r.itemId, r.reason, r.decisionId]) })
    if (open.length === 0 && board.lanes.every((l) => l.counts.pending + l.counts.active + l.counts.failed + l.waiting === 0)) break
    if (Date.now() > quietBy) break
    await sleep(300)
  }
  console.log(last, core.board.current().runs, (await win()).length, 'runs', errors.length, 'errors')
  for (const e of errors.slice(0, 5)) console.log(e)
  await sleep(21_000)
  const marks = await readdir(join(home.paths.workspaces, 'main/runs/open')).catch(() => [])
  const marks2 = await readdir(join(home.paths.lanes, 'jobs/runs/open')).catch(() => [])
  const dm = await readdir(join(home.paths.decisions, 'open')).catch(() => [])
  console.log({ marks, marks2, dm, processing: await home.files('processing'), pj: await home.files('processing', 'jobs'), outbox: await home.files('outbox'), tmp: await home.files('tmp') })
  const lines = (await readFile(home.paths.log, 'utf8')).split('\n').filter((l) => /"level":(50|"error")/.test(l) || /rror/.test(l))
  console.log(lines.slice(0, 8).join('\n'), lines.length)
  expect(errors).toEqual([])
  expect(await home.files('processing')).toEqual([])
  expect(await home.files('processing', 'jobs')).toEqual([])
  expect([marks, marks2, dm]).toEqual([[], [], []])
})
