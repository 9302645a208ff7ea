import { create } from 'zustand'

/** What a start by hand begins with; anything absent is chosen in the dialog. */
export interface StartDraft {
  readonly orchestrator?: string
  readonly workflow?: string
  readonly inputs?: Readonly<Record<string, string>>
}

export const useStart = create<{ readonly draft: StartDraft | null }>(() => ({ draft: null }))

export function openStart(draft: StartDraft = {}): void {
  useStart.setState({ draft })
}

export function closeStart(): void {
  useStart.setState({ draft: null })
}
