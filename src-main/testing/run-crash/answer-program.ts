import { setTimeout as sleep } from 'node:timers/promises'
import { recoverInvocations } from '../../core/provider/recover-invocations'
import { TestRuns } from '../runs/test-runs'

const [root = '', worker = '', sends = '', diesAt = ''] = process.argv.slice(2)

/** Answers one message without a workflow; dies where its invocation is written down in the state that is named. */
const world = await TestRuns.open(
  {
    worker,
    onProgress: ({ status }) => {
      if (status === diesAt) process.kill(process.pid, 'SIGKILL')
    },
  },
  root,
)
await recoverInvocations(world.paths.invocations)
if (sends === 'send') await world.send('say it', { agent: 'says' })
await world.begin()
/** The history may not know of a result that a killed process has published. */
async function isQuiet(): Promise<boolean> {
  const left = world.count('queue', 'pending') + world.count('queue', 'active') + world.slots.active
  return left === 0 && (await world.answers()).length > 0
}

while (!(await isQuiet())) await sleep(10)
await world.leave()
