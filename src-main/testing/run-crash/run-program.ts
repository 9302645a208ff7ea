import { setTimeout as sleep } from 'node:timers/promises'
import { Refused } from '../../core/ground/refused'
import { recoverInvocations } from '../../core/provider/recover-invocations'
import { TestRuns } from '../runs/test-runs'
import { crashOptions } from './crash-options'

const [root = '', worker = '', sends = ''] = process.argv.slice(2)

/** Works on the home until nothing is left to do, answering every decision with its first option. */
const world = await TestRuns.open({ ...crashOptions, worker }, root)
// What an earlier life left running is ended before anything begins.
await recoverInvocations(world.paths.invocations)
if (sends === 'send') {
  await world.send('paint it')
  await world.send('x', {}, 'jobs')
}
await world.begin()

async function answer(): Promise<void> {
  for (const { id } of await world.runs.decisionCalls.list({ state: 'open', limit: 10 })) {
    await world.runs.decisionCalls.resolve({ id, option: 1, text: '', by: 'cli' }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error
    })
  }
}

/** The history may not know of a result that a killed process has published. */
async function isQuiet(): Promise<boolean> {
  for (const lane of ['queue', 'jobs']) {
    const left = world.count(lane, 'pending') + world.count(lane, 'active') + world.count(lane, 'failed')
    if (left > 0 || (await world.answers(lane)).length === 0) return false
  }
  return world.slots.active === 0
}

while (!(await isQuiet())) {
  await answer()
  await world.runs.upkeep()
  await sleep(10)
}
while ((await world.rows()).some(({ phase }) => phase !== 'succeeded')) await sleep(10)
await world.runs.upkeep()
await world.runs.upkeep()
process.stdout.write(`${JSON.stringify({ faults: world.faults, rows: await world.rows() })}\n`)
await world.leave()
