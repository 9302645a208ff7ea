import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { ControlGroup } from './control-group'
import { unseen } from './process-table-linux'

/** How long the members of a group may take to stand still, so that the list of them is whole. */
const freezeMs = 500

/**
 * Kills everybody in a group and waits until it is empty, for so long at the most; each is told of before. Where nobody is in
 * it, that is one look.
 */
export async function endGroup(
  group: ControlGroup,
  boundMs: number,
  told: (pid: number) => Promise<void>,
): Promise<void> {
  if (!(await group.populated())) return
  const until = performance.now() + boundMs
  await group.freeze(Math.min(freezeMs, boundMs))
  try {
    for (const pid of await group.members()) await told(pid)
    if (!(await group.kill())) await killOneByOne(group, until)
  } finally {
    // A killed process leaves a frozen group by itself, one that could not be killed must not stand still for ever.
    await group.thaw()
  }
  await group.emptied(Math.max(until - performance.now(), 0))
}

/** For systems older than the means to kill a group whole: nobody is born in a frozen group, and only members are killed. */
async function killOneByOne(group: ControlGroup, until: number): Promise<void> {
  for (let pauseMs = 1; performance.now() < until; pauseMs = Math.min(pauseMs * 2, 50)) {
    const members = await group.members()
    if (members.length === 0) return
    for (const pid of members) if (await isIn(group, pid)) killed(pid)
    await delay(pauseMs)
  }
}

/** The pid may have been given away since the list was read. */
async function isIn(group: ControlGroup, pid: number): Promise<boolean> {
  try {
    const path = /^0::(\/.*)$/m.exec(await readFile(`/proc/${pid}/cgroup`, 'utf8'))?.[1]
    return path !== undefined && `${path}/`.includes(`/${group.name}/`)
  } catch (error) {
    unseen(error)
    return false
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself, or may not be killed and is then seen to be left.
  }
}
