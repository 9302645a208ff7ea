import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TestRuns } from '../../../testing/runs/test-runs'

const shell = (id: string, run: string, more: object = {}): object => ({
  id,
  type: 'shell',
  run,
  limits: { max_retries: 0 },
  when_spent: 'fail',
  ...more,
})
const result = { outputs: ['result'], output_files: { result: 'r.txt' } }
const flow = (steps: object[]): object => ({ id: 'w', inputs: ['user_prompt'], steps })

test('a pipe in the place of an output is no output, and holds nobody who looks at it', async () => {
  const steps = [shell('a', 'mkfifo {{workflow.output_paths.result}}', result)]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  const { id, reason } = await world.phase('failed')
  expect(reason).toContain('is not a regular file')
  const looks = Array.from({ length: 8 }, () => world.runs.calls.output(id, 'a', 1, 'result'))
  for (const look of await Promise.allSettled(looks)) expect(look.status).toBe('rejected')
})

test.each([
  ['a pipe', 'mkfifo'],
  ['a link that leads out', 'ln -s /etc/passwd'],
])('an output in whose place a later step puts %s is not there any more', async (_what, put) => {
  const path = '{{steps.a.outputs.result}}'
  const steps = [
    shell('a', 'printf "%s" {{workflow.output_paths.result}} | tee {{workflow.output_paths.result}}', result),
    shell('b', `f=${path}; rm "$f"; ${put} "$f"`),
    shell('c', `echo ${path}`),
  ]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  const { id, reason } = await world.phase('failed')
  expect(reason).toBe('c: Nothing stands for {{steps.a.outputs.result}} in step "c".')
  await expect(world.runs.calls.output(id, 'a', 1, 'result')).rejects.toThrow('left no output')
})

test('a result that an earlier step planted for a later attempt is not taken for it', async () => {
  const planted = JSON.stringify({
    endedAt: 1,
    invocationId: null,
    costUsd: null,
    costEstimated: false,
    failure: null,
  })
  const plant = `d="$(dirname {{workflow.run_workspace}})/steps/b/attempts/1"; mkdir -p "$d"; echo '${planted}' > "$d/result.json"; echo planted > "$d/answer.txt"`
  const steps = [shell('a', plant), shell('b', 'echo made')]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  await world.phase('succeeded')
  expect(await world.until(async () => (await world.answers())[0]?.message)).toBe('made')
})

test('what is no regular file in the place of a run keeps no home from being opened', async () => {
  await using first = await TestRuns.open({ workflows: [flow([shell('a', 'exit 3', { when_spent: 'escalate' })])] })
  await first.begin()
  await first.send('x')
  const { id } = await first.decision()
  await first.until(() => first.lanes.get('queue')?.parked() === 1)
  const [row] = await first.rows()
  const { path } = await first.detail(row?.id ?? '')
  await first.end()
  for (const file of [join(path, 'run.json'), join(first.paths.decisions, `${id}.json`)]) {
    await rm(file)
    execFileSync('mkfifo', [file])
  }
  await using world = await first.reopened()
  expect((await world.rows())[0]?.reason).toContain('is no regular file')
})

test('outputs may be called whatever objects have by nature', async () => {
  const names = ['constructor', 'toString', 'hasOwnProperty']
  const files = Object.fromEntries(names.map((name) => [name, `${name}.txt`]))
  const write = names.map((name) => `echo ${name} > {{workflow.output_paths.${name}}}`).join('\n')
  const read = names
    .map((name) => `echo {{steps.constructor.outputs.${name}}} {{state.constructor_${name}}}`)
    .join('\n')
  const steps = [shell('constructor', write, { outputs: names, output_files: files }), shell('valueOf', read)]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x')
  await world.phase('succeeded')
  const said = await world.until(async () => (await world.answers())[0]?.message)
  expect(said).toBe(names.map((name) => `${name} ${name}`).join('\n'))
})

test('an input is shown as far as fits, however long it is', async () => {
  const steps = [shell('a', 'printf %s {{inputs.user_prompt}} | wc -c')]
  await using world = await TestRuns.open({ workflows: [flow(steps)] })
  await world.begin()
  await world.send('x'.repeat(900_000))
  const { id } = await world.phase('succeeded')
  expect(await world.until(async () => (await world.answers())[0]?.message.trim())).toBe('900000')
  expect((await world.detail(id)).inputs.user_prompt).toHaveLength(200_001)
})
