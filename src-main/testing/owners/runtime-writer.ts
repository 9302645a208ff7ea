import { RuntimeFile } from '../../core/supervise/runtime-file'
import { readRuntime } from '../../core/supervise/runtime-state'
import { WriterPlan, type WriterTold } from './protocol'

/** Writes a small, a large and a small record, where the system does not let it write the large one; reads after each. */
const plan = WriterPlan.parse(JSON.parse(process.argv[2] ?? ''))
const told: WriterTold = { troubles: [], read: [] }
// The system's signal for a file that grew too large would end the process before the error is seen.
process.on('SIGXFSZ', () => {})
const file = new RuntimeFile(plan.path, (error) => told.troubles.push(error === null ? 'over' : String(error)))
for (const [since, reason] of [
  [1, null],
  [2, plan.large],
  [3, null],
] as const) {
  file.write({ ...plan.small, since, reason })
  await file.settled()
  told.read.push((await readRuntime(plan.path))?.since ?? null)
}
process.stdout.write(JSON.stringify(told))
