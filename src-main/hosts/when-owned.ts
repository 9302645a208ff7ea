import type { ForeignOwner } from '#shared/supervisor'
import type { Core } from '../core/home/core'

/** True while another process owns the home. */
export function isForeign(core: Core): boolean {
  return core.boardNow().supervisor.state === 'foreign'
}

/** What a host that finds the home taken says on its terminal. */
export function waitingWords(core: Core, startsThen: boolean): string {
  const owner = core.boardNow().supervisor.owner
  const who = owner === null ? 'Another process' : `Process ${owner.pid} (${owner.host} host)`
  return `${who} owns this home. This one waits until it has ended${startsThen ? ', and starts the supervisor then' : ''}.`
}

/**
 * Waits until this process owns the home, be it after another one has ended; null when the signal aborts first. `news` says
 * what became of the other one, and is null when there was none.
 */
export async function whenOwned(core: Core, signal: AbortSignal): Promise<{ readonly news: string | null } | null> {
  let before: ForeignOwner | null = null
  for await (const { board } of core.board.follow(signal)) {
    if (board.supervisor === undefined) continue
    const { state, owner, reason } = board.supervisor
    if (state === 'foreign') before = owner ?? before
    else return { news: before === null ? null : takenOver(before, reason) }
  }
  return null
}

function takenOver({ pid }: ForeignOwner, reason: string | null): string {
  return `${reason ?? `Process ${pid}, which owned this home, has ended.`} This process owns it now.`
}
