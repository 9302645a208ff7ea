import { openCore } from '../../core/home/open-core'
import { OwnerAsk, OwnerPlan, type OwnerTold } from './protocol'

/** A host without a panel: owns a home, does what it is told, and tells how it goes. */
const plan = OwnerPlan.parse(JSON.parse(process.argv[2] ?? ''))
const ending = new AbortController()

function tell(value: OwnerTold): void {
  if (process.connected) process.send?.(value)
}

process.on('SIGTERM', () => {
  if (!plan.ignoreTerm) ending.abort()
})
process.on('disconnect', () => process.exit(1))

try {
  const core = await openCore({
    homePath: plan.homePath,
    host: 'browser',
    version: '0.0.0',
    resourcesPath: plan.resourcesPath,
    beatMs: plan.beatMs,
    ...(plan.withoutGroups ? { groups: { folders: async () => [] } } : {}),
  })
  process.on('message', (value) => {
    const { id, ask } = OwnerAsk.parse(value)
    const quit = async (): Promise<void> => {
      if (!plan.ignoreQuit) ending.abort()
    }
    const asked = ask === 'quit' ? quit() : core.supervisor[ask]()
    asked.then(
      () => tell({ kind: 'done', id, trouble: null }),
      (error) => tell({ kind: 'done', id, trouble: String(error) }),
    )
  })
  const shown = follow()
  tell({ kind: 'opened' })
  if (!ending.signal.aborted) await new Promise((resolve) => ending.signal.addEventListener('abort', resolve))
  await core[Symbol.asyncDispose]()
  await shown
  process.exit(0)

  async function follow(): Promise<void> {
    for await (const _ of core.board.follow(new AbortController().signal)) {
      const { supervisor, active, lanes } = core.boardNow()
      const working = active.filter((row) => row.invocationId !== null).length
      tell({ kind: 'board', supervisor, working, completed: lanes[0]?.counts.completed ?? 0 })
    }
  }
} catch (error) {
  tell({ kind: 'refused', sentence: String(error) })
  process.exit(1)
}
