import type { MenuItemConstructorOptions } from 'electron'
import { type SupervisorAction, type SupervisorState, supervisorActions, supervisorOffers } from '#shared/supervisor'

const labels = { start: 'Start', stop: 'Stop', restart: 'Restart' } as const
const accelerators = {
  start: 'CmdOrCtrl+Shift+Enter',
  stop: 'CmdOrCtrl+Shift+Backspace',
  restart: 'CmdOrCtrl+Shift+R',
} as const

/** The supervisor's actions as menu items, enabled when the state offers them. */
export function supervisorItems(
  state: SupervisorState,
  act: (action: SupervisorAction) => void,
  { keys }: { readonly keys: boolean },
): MenuItemConstructorOptions[] {
  const offers = supervisorOffers(state)
  return supervisorActions.map((action) => ({
    label: labels[action],
    enabled: offers[action].possible,
    click: () => act(action),
    ...(keys ? { accelerator: accelerators[action] } : {}),
  }))
}

/** A state as people read it: `Stop failed`. */
export function stateWord(state: SupervisorState): string {
  const words = state.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
