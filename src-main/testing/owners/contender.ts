import { type HomeLock, takeHomeLock } from '../../core/supervise/home-lock'
import { withHomeMutex } from '../../core/supervise/home-mutex'
import { ContenderAsk, type ContenderTold } from './protocol'

/** Takes locks as it is told, and holds what it got until it is told to release. */
let lock: HomeLock | null = null

async function obey(asked: ContenderAsk): Promise<ContenderTold> {
  switch (asked.ask) {
    case 'take': {
      lock = await takeHomeLock(asked, { host: 'browser', version: '0', detached: false })
      const liveness = lock.mine ? '' : lock.liveness
      return { kind: 'taken', round: asked.round, mine: lock.mine, pid: lock.owner.pid, liveness }
    }
    case 'release':
      if (lock?.mine === true) await lock.release()
      return { kind: 'released' }
    case 'hold':
      return withHomeMutex(asked.mutex, 20_000, async () => {
        tell({ kind: 'holds' })
        return Promise.withResolvers<never>().promise
      })
  }
}

function tell(value: ContenderTold): void {
  process.send?.(value)
}

process.on('message', (value) => {
  obey(ContenderAsk.parse(value)).then(tell, (error) => tell({ kind: 'failed', sentence: String(error) }))
})
process.on('disconnect', () => process.exit())
tell({ kind: 'ready' })
