import { create } from 'zustand'

/** Whether the details of the supervisor are open. */
export const useSupervisorDetails = create<{ readonly open: boolean }>(() => ({ open: false }))
