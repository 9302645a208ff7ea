import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../ground/durable-write'
import { faultCode } from '../ground/fault-code'
import type { HomePaths } from '../ground/home-paths'
import { enqueueItem } from '../lane/drop'
import type { Lane } from '../lane/lane'
import { pushed } from '../orchestrate/pushed'
import type { Log } from '../record/log'
import type { Effective } from '../settings/settings'
import type { CronQueue, CronsOptions } from '../supervise/crons'

const LastFire = z.object({ firedAt: z.number() })

export interface CronsPlace {
  readonly paths: Pick<HomePaths, 'lanes'>
  readonly effective: () => Effective
  readonly lanes: () => ReadonlyMap<string, Lane>
  readonly log: Log
}

/** The crons of a home: when each last fired stands in the folder of its lane. */
export function cronsOf({ paths, effective, lanes, log }: CronsPlace): CronsOptions {
  const fileOf = (name: string): string => join(paths.lanes, name, 'cron.json')
  return {
    queues: () =>
      [...effective().runbooks.values()].flatMap(({ name, schedule, concurrency }): CronQueue[] =>
        schedule === undefined || !lanes().has(name) ? [] : [{ name, schedule, concurrency }],
      ),
    lastFire: async (name) => {
      try {
        return LastFire.parse(JSON.parse(await readFile(fileOf(name), 'utf8'))).firedAt
      } catch (error) {
        if (faultCode(error) !== 'ENOENT') log.warn('cron', 'When a cron last fired could not be read', { cron: name })
        return null
      }
    },
    noteFire: (name, at) => replaceFile(fileOf(name), `${JSON.stringify({ firedAt: at })}\n`),
    open: (name) => {
      const counts = lanes().get(name)?.counts()
      return counts === undefined ? 0 : counts.pending + counts.active + counts.failed
    },
    push: async (name, at) => {
      const lane = lanes().get(name)
      if (lane === undefined) throw new Error(`There is no lane "${name}".`)
      const { runbooks, settings } = effective()
      const due = JSON.stringify({ due: new Date(at).toISOString() })
      const item = await pushed(name, runbooks.get(name), due, settings.limits.item_bytes)
      await enqueueItem(lane, item.stem, item.text)
    },
    told: (sentence) => log.warn('cron', sentence),
  }
}
