import { create } from 'zustand'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'

/**
 * How far the end of an owner has come, as far as this panel asked for it. `ended`: that process is gone; the board switches
 * to the live home by itself, or tells of the next owner.
 */
export type TakingOver =
  | { readonly step: 'ending' | 'ended'; readonly pid: number; readonly askedAt: number }
  | { readonly step: 'failed'; readonly pid: number; readonly failure: Failure }

export const useTakingOver = create<{ readonly last: TakingOver | null }>(() => ({ last: null }))

/** Ends the process that owns the home. Asked once, however often it is pressed. */
export async function stopOwner(pid: number): Promise<void> {
  const { last } = useTakingOver.getState()
  if (last?.step === 'ending' && last.pid === pid) return
  const asking = { pid, askedAt: Date.now() }
  useTakingOver.setState({ last: { step: 'ending', ...asking } })
  const asked = await ask(link, (client) => client.supervisor.stopOwner())
  useTakingOver.setState({
    last: asked.ok ? { step: 'ended', ...asking } : { step: 'failed', pid, failure: asked.failure },
  })
}
