import { create } from 'zustand'

/** The queue that an item is being written for, and the values it begins with; null: nobody writes one. */
export const usePush = create<{
  readonly push: { readonly lane: string; readonly values: Readonly<Record<string, string>> } | null
}>(() => ({ push: null }))

export function openPush(lane: string, values: Readonly<Record<string, string>> = {}): void {
  usePush.setState({ push: { lane, values } })
}

export function closePush(): void {
  usePush.setState({ push: null })
}
