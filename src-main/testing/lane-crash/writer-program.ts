import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { tellEffect } from './effects'
import { fateAt, sentFile } from './sent'

/** What a foreign writer is to do: keep `backlog` files waiting in `incoming` until its standard input ends. */
export const WriterPlan = z.object({
  incoming: z.string(),
  elsewhere: z.string(),
  effects: z.string(),
  conversations: z.number(),
  backlog: z.number(),
  prefix: z.string(),
})

const plan = WriterPlan.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))
const { pid } = process
const next = new Map<string | null, number>()
let written = 0
let ended = false

process.stdin.on('end', () => {
  ended = true
})
process.stdin.resume()

while (!ended) {
  if (readdirSync(plan.incoming).length >= plan.backlog) {
    await sleep(2)
    continue
  }
  for (let burst = 0; burst < 16; burst++) {
    written++
    const key = written % 3 === 0 ? null : `w${(written * 7) % plan.conversations}`
    const seq = next.get(key) ?? 0
    next.set(key, seq + 1)
    const sent = sentFile(plan.prefix, key, seq, fateAt(written))
    const path = join(plan.elsewhere, `${sent.id}.json`)
    writeFileSync(path, sent.text)
    // Told before the rename: from here on the file may be in the lane, and once this process has ended it is.
    tellEffect(plan.effects, { kind: 'accepted', pid, id: sent.id })
    renameSync(path, join(plan.incoming, `${sent.id}.json`))
  }
}
