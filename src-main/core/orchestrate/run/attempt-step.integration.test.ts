import { existsSync } from 'node:fs'
import { readFile, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TestRuns } from '../../../testing/runs/test-runs'
import { Decisions } from '../decisions/decisions'
import { attempted } from './attempt-step'
import { attemptPaths, runPaths } from './run-paths'
import { RunStore } from './run-store'

const shell = (id: string, run: string): object => ({ id, type: 'shell', run })

/** A store that cannot write down which invocation an attempt is. */
class ForgetfulStore extends RunStore {
  override apply(...[id, event, at]: Parameters<RunStore['apply']>): ReturnType<RunStore['apply']> {
    const run = this.current(id)
    const given = typeof event === 'function' && run !== null ? event(run) : event
    if (given !== null && typeof given === 'object' && given.kind === 'attempt_invoked') {
      return Promise.reject(new Error('the disk is full'))
    }
    return super.apply(id, event, at)
  }
}

type Store = new (...options: ConstructorParameters<typeof RunStore>) => RunStore

async function firstAttempt(
  world: TestRuns,
  Kept: Store = RunStore,
): Promise<{ ended: Promise<unknown>; path: string }> {
  const workspace = join(world.paths.workspaces, 'main')
  const source = { kind: 'orchestrator', name: 'main' } as const
  const durability = (): 'full' => 'full'
  const options = { durability, now: Date.now, changed: () => {}, fault: () => {} }
  const store = new Kept({ ...options, roots: async () => [{ source, workspace }] })
  const message = { channel: 'panel', sender: 'ann', message: 'x', timestamp: 1, messageId: 'm' }
  const item = { ...world.someItem, message }
  const fresh = { source, workspace, cwd: null, workflow: world.workflow('w'), limits: world.limits, item }
  const { id } = await store.create({ ...fresh, channel: {}, inputs: {}, title: 'x', selection: null })
  const { run, next } = await store.apply(id, { kind: 'begun', attempt: 1 })
  if (next.kind !== 'attempt') throw new Error('the run has no first attempt')
  const { signal } = new AbortController()
  const nothing = (): Promise<never> => Promise.reject(new Error('nothing else happens'))
  const site = { id, item, signal, working: () => {}, attemptSignal: () => signal, parked: nothing, settle: nothing }
  const drive = { ...site, ending: { finish: nothing, retryable: false } }
  const decisions = new Decisions({ ...options, folder: world.paths.decisions })
  const port = { store, decisions, effective: world.effective, invoke: nothing, shell: world.shell, now: Date.now }
  const { folder } = runPaths(workspace, id)
  return { ended: attempted(run, next, drive, port), path: attemptPaths(folder, 'a', 1).result }
}

test('a program is not started before it is written down which attempt it is', async () => {
  const steps = [shell('a', 'echo begun > {{workflow.run_workspace}}/begun')]
  await using world = await TestRuns.open({ workflows: [{ id: 'w', steps }] })
  const { ended, path } = await firstAttempt(world, ForgetfulStore)
  await expect(ended).rejects.toThrow('the disk is full')
  const run = path.slice(0, path.indexOf('/steps/'))
  expect(existsSync(join(run, 'workspace', 'begun'))).toBe(false)
  expect(existsSync(path)).toBe(false)
})

test('a result that the disk refuses is written once it does not any more', async () => {
  const inTheWay = 'mkdir "$(dirname {{workflow.run_workspace}})/steps/a/attempts/1/result.json"'
  await using world = await TestRuns.open({ workflows: [{ id: 'w', steps: [shell('a', inTheWay)] }] })
  const { ended, path } = await firstAttempt(world)
  await world.until(() => world.faults.some((sentence) => sentence.includes('could not be written down')))
  await rmdir(path)
  expect(await ended).toBeNull()
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ failure: null })
})
