import { z } from 'zod'
import { create } from 'zustand'
import { type LinkState, PanelLink } from './panel-link'
import { pause } from './pause'
import { dialPort } from './port-line'
import { dialSocket } from './socket-line'

declare global {
  interface Window {
    /** Set by the preload of the Electron host; a browser has none. */
    readonly lanekeeper?: unknown
  }
}

const Preload = z.object({ host: z.literal('electron') })

function dialled() {
  if (Preload.safeParse(window.lanekeeper).success) return dialPort
  const url = new URL('/link', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return dialSocket(url.href)
}

export const useLinkState = create<{ readonly state: LinkState }>(() => ({ state: 'connecting' }))

/** The panel's one link; `main.tsx` runs it. */
export const link = new PanelLink({ dial: dialled(), pause, told: (state) => useLinkState.setState({ state }) })
