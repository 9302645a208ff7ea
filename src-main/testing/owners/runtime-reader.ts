import { readRuntime } from '../../core/supervise/runtime-state'
import { ReaderPlan, type ReaderTold } from './protocol'

/** Reads a state file in a tight loop until it is told to end, then tells what it saw. */
const { path } = ReaderPlan.parse(JSON.parse(process.argv[2] ?? ''))
const troubles: string[] = []
const seen = new Set<number>()
let times = 0
let ended = false

process.on('message', () => {
  ended = true
})
process.on('disconnect', () => process.exit())

function tell(value: ReaderTold): void {
  process.send?.(value)
}

tell({ kind: 'reading' })
while (!ended) {
  try {
    const state = await readRuntime(path)
    if (state === null) troubles.push('there was no record')
    else seen.add(state.since)
  } catch (error) {
    troubles.push(String(error))
  }
  times++
  if (times % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
}
tell({ kind: 'read', times, different: seen.size, troubles: troubles.slice(0, 10) })
process.disconnect()
