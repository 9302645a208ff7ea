import { app, dialog } from 'electron'
import type { Board } from '#shared/board'
import { activeItems } from './active-items'

export interface QuittingParts {
  readonly board: () => Board
  /** Closes everything the host has opened. Bounded; rejects when something did not close. */
  readonly close: () => Promise<void>
  readonly onFault: (error: unknown) => void
}

export interface Quitting {
  /** Ends the app without a question, for signals and the end of a session. */
  readonly end: () => void
}

/**
 * Every way to quit leads through `before-quit`: it is held up while the person is asked (only if agents are at work)
 * and while the core closes; then the app exits. Being asked to quit again meanwhile changes nothing.
 */
export function setupQuitting({ board, close, onFault }: QuittingParts): Quitting {
  let stage: 'open' | 'asking' | 'ending' = 'open'

  const end = async () => {
    if (stage === 'ending') return
    stage = 'ending'
    try {
      await close()
      app.exit(0)
    } catch (error) {
      onFault(error)
      app.exit(1)
    }
  }

  const ask = async () => {
    if (stage !== 'open') return
    stage = 'asking'
    const agreed = await mayQuit(board())
    if (stage !== 'asking') return
    stage = 'open'
    if (agreed) await end()
  }

  app.on('before-quit', (event) => {
    event.preventDefault()
    void ask().catch(onFault)
  })
  return { end: () => void end() }
}

async function mayQuit({ supervisor, lanes }: Board): Promise<boolean> {
  const active = activeItems(lanes)
  const ownsThem = supervisor.state !== 'stopped' && supervisor.state !== 'stale' && supervisor.state !== 'foreign'
  if (!ownsThem || active === 0) return true
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Quit Lanekeeper',
    message: active === 1 ? 'An agent is at work on one item.' : `Agents are at work on ${active} items.`,
    detail:
      'Quitting stops the supervisor. What does not finish in time goes back to its lane and starts again at the next start.',
    buttons: ['Quit and stop', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  return response === 0
}
