// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

/** A stand-in for claude that ends with the error that `SAYS` names, until the file `good` is there. */
const program = (root: string): string => `#!/bin/sh
id= ; words="$*"
while [ $# -gt 0 ]; do case "$1" in --session-id|--resume) id="$2";; esac; shift; done
{ echo "--- $words"; cat; echo; } >> '${root}/told'
if [ -e '${root}/good' ]; then error=false words='all good'; else error=true words="$SAYS"; fi
echo '{"type":"system","subtype":"init","session_id":"'$id'"}'
echo '{"type":"result","subtype":"success","is_error":'$error',"num_turns":1,"result":"'$words'","session_id":"'$id'","total_cost_usd":0}'
[ $error = false ]
`

const said = {
  limit: "You've hit your limit · resets 2pm (Europe/Rome)",
  login: 'Failed to authenticate: OAuth session expired and could not be refreshed',
  credit: 'Credit balance is too low',
  network: 'API Error: Connection error.',
  overloaded: 'API Error: 529 overloaded',
  other: 'It broke.',
}

async function opened(onError: string): Promise<TestQueue> {
  const lane = await TestQueue.prepared('')
  const { root } = lane.home
  const programs = join(root, 'programs')
  await mkdir(programs)
  await writeFile(join(programs, 'claude'), program(root), { mode: 0o755 })
  await lane.home.runbook('jobs.toml', null)
  await lane.home.runbook(
    'jobs.hcl',
    `
queue "jobs" { vars = ["do"] }
worker "w" {
  source = { queue = "jobs" }
  run    = { job = "p" }
}
job "p" {
  step "go" {
    run     = { agent = "x" }
    on_fail = { step = "mend" }
    on_done = { step = "after" }
  }
  step "after" { run = "echo after >> ../../../begun" }
  step "mend" { run = "echo mend >> ../../../begun" }
}
agent "x" {
  run     = "claude"
  prompt  = "Do it."
  env     = { SAYS = "\${var.do}" }
  on_dead = "fail"
  ${onError}
}`,
  )
  await lane.open({ environment: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` } })
  return lane
}

const attempts = async (lane: TestQueue): Promise<string[]> =>
  (await lane.lines('told')).filter((line) => line.startsWith('---'))

test.each([
  ['rate_limited', said.limit],
  ['unauthorized', said.login],
  ['out_of_credits', said.credit],
  ['no_internet', said.network],
  ['overloaded', said.overloaded],
])('an agent that fails on an error of its provider is not waited for: %s', async (match, words) => {
  await using lane = await opened(`on_error = [{ match = "${match}", action = "fail" }]`)
  await lane.push({ do: words })
  await lane.lane({ completed: 1, active: 0 })
  expect(await lane.lines('begun')).toEqual(['mend'])
  expect(await attempts(lane)).toHaveLength(1)
})

test('an error that a list does not name is asked about, and what is no error of the provider is left to on_dead', async () => {
  await using lane = await opened('on_error = [{ match = "rate_limited", action = "fail" }]')
  await lane.push({ do: said.other })
  await lane.lane({ completed: 1, active: 0 })
  expect(await lane.lines('begun')).toEqual(['mend'])
  await lane.push({ do: said.credit })
  await lane.lane({ active: 1, waiting: 1 })
  const decision = await lane.decision()
  expect(decision.question).toContain('Credit balance is too low')
})

test('a gate decides of an error', async () => {
  await using lane = await opened('on_error = { action = "gate", run = "echo gate >> ../../../begun" }')
  await lane.push({ do: said.limit })
  await lane.lane({ completed: 1, active: 0 })
  expect(await lane.lines('begun')).toEqual(['gate', 'after'])
})

test('an agent that resumes after an error goes on in its session as often as it says, apart from on_dead', async () => {
  await using lane = await opened('on_error = { action = "resume", attempts = 2 }')
  await lane.push({ do: said.network })
  await lane.lane({ active: 1, waiting: 1 })
  const [first = '', ...later] = await attempts(lane)
  const session = /--session-id (\S+)/.exec(first)?.[1]
  expect(later).toEqual([
    expect.stringContaining(`--resume ${session}`),
    expect.stringContaining(`--resume ${session}`),
  ])
  await writeFile(join(lane.home.root, 'good'), '')
  await lane.resolve((await lane.decision()).id, 1)
  await lane.lane({ completed: 1, active: 0 })
  expect(await lane.lines('begun')).toEqual(['after'])
})

test('a message that is not added to the conversation replaces the prompt of an agent that resumes', async () => {
  await using lane = await opened('on_error = { action = "resume", message = "Look at ${var.do}" }')
  await lane.push({ do: said.network })
  await lane.lane({ active: 1, waiting: 1 })
  const [, second = ''] = await attempts(lane)
  expect(second).not.toContain('--resume')
  expect((await lane.lines('told')).join('\n')).toContain(`Look at ${said.network}`)
})
