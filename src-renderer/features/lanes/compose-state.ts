import { create } from 'zustand'

/** The lane that a new message is being written for; null: nobody writes one. */
export const useCompose = create<{ readonly lane: string | null }>(() => ({ lane: null }))

export function openCompose(lane: string): void {
  useCompose.setState({ lane })
}

export function closeCompose(): void {
  useCompose.setState({ lane: null })
}
