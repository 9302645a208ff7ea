import type { HomePaths } from '../../core/ground/home-paths'
import { readSettings } from '../../core/settings/settings'
import type { Bound } from './call'

/** What a stop may take besides the drain, in seconds: ending runs and workers by force, then verifying. */
const endingSeconds = 75
const startSeconds = 90
const shippedDrainSeconds = 30

export const startBound: Bound = {
  seconds: startSeconds,
  late: (seconds) => ({
    sentence: `The supervisor was not running after ${seconds} s.`,
    nextStep: 'It may still be starting: look with lanekeeper status and lanekeeper logs.',
  }),
  interrupted: {
    sentence: 'You left the wait; the start goes on.',
    nextStep: 'Look with lanekeeper status.',
  },
}

/** How long a stop may take, by the settings as they are on the disk now. */
export async function stopBound(paths: HomePaths): Promise<Bound> {
  const read = await readSettings(paths)
  const drainSeconds = read.ok ? read.effective.settings.drain_seconds : shippedDrainSeconds
  return {
    seconds: drainSeconds + endingSeconds,
    late: (seconds) => ({
      sentence: `The supervisor had not stopped after ${seconds} s; the stop goes on.`,
      nextStep: 'Look with lanekeeper status, or end the drain with lanekeeper stop --now.',
    }),
    interrupted: {
      sentence: 'You left the wait; the stop goes on in the owner of the home.',
      nextStep: 'Look with lanekeeper status.',
    },
  }
}

export async function restartBound(paths: HomePaths): Promise<Bound> {
  const stop = await stopBound(paths)
  return {
    seconds: stop.seconds + startSeconds,
    late: (seconds) => ({
      sentence: `The supervisor was not running again after ${seconds} s; the restart goes on.`,
      nextStep: 'Look with lanekeeper status and lanekeeper logs.',
    }),
    interrupted: {
      sentence: 'You left the wait; the restart goes on in the owner of the home.',
      nextStep: 'Look with lanekeeper status.',
    },
  }
}
