import { create } from 'zustand'

/** How runs that tell their events are looked at; holds for every run until it is changed. */
export const useOutputView = create<{ readonly view: 'live' | 'raw' }>(() => ({ view: 'live' }))
