import { create } from 'zustand'
import { currentRoute, goTo } from '../../state/route'

/** The decision that is open over whatever page somebody is on; one that the address names needs no entry here. */
export const useOpenDecision = create<{ readonly id: string | null }>(() => ({ id: null }))

export function openDecision(id: string): void {
  useOpenDecision.setState({ id })
}

export function closeDecision(): void {
  useOpenDecision.setState({ id: null })
  if (currentRoute().page === 'decisions') goTo({ page: 'runs', chosen: null }, { replace: true })
}
