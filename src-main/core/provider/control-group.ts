import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { faultCode } from '../ground/fault-code'

/** How many groups inside one are looked at: an agent may make its own. */
const mostInside = 1000

/**
 * One control group of the system: whoever is born in it stays in it, whatever session, parent, environment or title it
 * takes, so it is killed whole. A group that is gone holds nobody.
 */
export class ControlGroup {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** No two groups of attempts are called the same. */
  get name(): string {
    return basename(this.path)
  }

  /** Writing `0` here moves the writer into the group. */
  get entry(): string {
    return join(this.path, 'cgroup.procs')
  }

  make(): Promise<void> {
    return mkdir(this.path)
  }

  /** Whether a process that has not ended is in it, or in a group inside it. */
  async populated(): Promise<boolean> {
    const events = await present(readFile(join(this.path, 'cgroup.events'), 'utf8'))
    return events !== null && /^populated 1$/m.test(events)
  }

  /** The processes in it and in the groups inside it. */
  async members(): Promise<number[]> {
    const pids: number[] = []
    for (const path of await this.#inside()) {
      // Of a group of threads the members stand in the group around it.
      const text = (await present(readFile(join(path, 'cgroup.procs'), 'utf8'), 'EOPNOTSUPP')) ?? ''
      // Those that this process cannot see are listed as 0.
      for (const pid of text.split('\n').map(Number)) if (pid > 1) pids.push(pid)
    }
    return [...new Set(pids)]
  }

  /** Keeps everybody in it where they are, so that a list of them is whole. False where the system does not do that in time. */
  async freeze(boundMs: number): Promise<boolean> {
    if (!(await this.#write('cgroup.freeze', '1'))) return false
    const until = performance.now() + boundMs
    for (;;) {
      const events = await present(readFile(join(this.path, 'cgroup.events'), 'utf8'))
      if (events === null || /^frozen 1$/m.test(events)) return true
      if (performance.now() > until) return false
      await delay(2)
    }
  }

  /** Kills everybody in it, also those about to be born. False where the system has no such means. */
  kill(): Promise<boolean> {
    return this.#write('cgroup.kill', '1')
  }

  async thaw(): Promise<void> {
    await this.#write('cgroup.freeze', '0')
  }

  /** Waits until nobody is in it. False when somebody still is after the bound. */
  async emptied(boundMs: number): Promise<boolean> {
    const until = performance.now() + boundMs
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
      if (!(await this.populated())) return true
      if (performance.now() > until) return false
      await delay(pauseMs)
    }
  }

  /** Removes it and the groups inside it, innermost first. False while somebody is in one of them. */
  async remove(): Promise<boolean> {
    for (const path of (await this.#inside()).reverse()) {
      try {
        await rmdir(path)
      } catch (error) {
        if (faultCode(error) === 'EBUSY') return false
        if (!isGone(error)) throw error
      }
    }
    return true
  }

  /** It and the groups inside it, outermost first. */
  async #inside(): Promise<string[]> {
    const found = [this.path]
    for (const path of found) {
      const entries = (await present(readdir(path, { withFileTypes: true }))) ?? []
      for (const entry of entries) if (entry.isDirectory()) found.push(join(path, entry.name))
      if (found.length > mostInside) break
    }
    return found
  }

  async #write(file: string, value: string): Promise<boolean> {
    try {
      // Never created: where the file is not there, the system lacks the means.
      await writeFile(join(this.path, file), value, { flag: 'r+' })
      return true
    } catch (error) {
      // Whoever is in the group may have taken away the right.
      if (isGone(error) || faultCode(error) === 'EACCES') return false
      throw error
    }
  }
}

/** What the work gives, or null where the group is gone or refuses in the way that is named. */
async function present<Value>(work: Promise<Value>, refusal?: string): Promise<Value | null> {
  try {
    return await work
  } catch (error) {
    if (isGone(error) || faultCode(error) === refusal) return null
    throw error
  }
}

function isGone(error: unknown): boolean {
  const code = faultCode(error)
  return code === 'ENOENT' || code === 'ENODEV' || code === 'ENOTDIR'
}
