import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { buildPrograms } from './build-programs'
import { Chance, runSeed } from './chance'
import { CrashLane } from './crash-lane'
import { isFull } from './extent'
import { fateAt, sentFile } from './sent'

const rounds = isFull ? 1000 : 25
const amounts = [1, 8, 64]

/**
 * The moments are random, and the only thing here that time decides: whatever instant a kill hits, the books must be
 * right, so no outcome of this test hangs on how fast the machine is.
 */
it(`${rounds} kills at random moments under load lose nothing and do nothing twice`, {
  timeout: 3_600_000,
}, async () => {
  const chance = new Chance(runSeed())
  await using programs = await buildPrograms()
  await using lane = await CrashLane.create(programs.lane)
  await using writer = await foreignWriter(lane, programs.writer)
  for (let round = 1; round <= rounds; round++) {
    const enqueue = Array.from({ length: 4 }, (_, line) =>
      Array.from({ length: 5 }, (_, seq) =>
        sentFile(`e${round}`, `r${round}l${line}`, seq, fateAt(round + line + seq)),
      ),
    )
    const living = await lane.start({ inFlight: amounts[chance.whole(3)] ?? 1, ends: 'killed', enqueue })
    await living.reached(chance.next() < 0.25 ? 'recovering' : 'working')
    await sleep(chance.next() ** 2 * 120)
    living.kill()
    const life = await living.ended
    const inHand = new Set(lane.lastAcceptedFrom(writer.pid))
    const complaints = [...lane.complaintsAfterKill({ inHand }), ...lane.clearAway()]
    if (life.signal !== 'SIGKILL') complaints.push(`the process ended by itself: ${life.stderr}`)
    expect(complaints, `seed ${chance.seed}, round ${round}`).toEqual([])
  }
  await writer[Symbol.asyncDispose]()
  await lane.live({ inFlight: 64 })
  expect(lane.complaintsAtRest(), `seed ${chance.seed}, at the end`).toEqual([])
})

async function foreignWriter(lane: CrashLane, program: string): Promise<AsyncDisposable & { readonly pid: number }> {
  const elsewhere = join(lane.root, 'elsewhere')
  const planPath = join(lane.root, 'writer.json')
  await mkdir(elsewhere)
  const effects = join(lane.root, 'effects.log')
  const plan = { incoming: lane.path('incoming'), elsewhere, effects, conversations: 40, backlog: 100, prefix: 'w' }
  await writeFile(planPath, JSON.stringify(plan))
  const child = spawn(process.execPath, [program, planPath], { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(child, 'close')
  return {
    pid: child.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end()
      await ended
    },
  }
}
