import type { Column } from '#shared/item'

export const tabs = ['answer', 'message', 'timeline', 'invocation'] as const
export type InspectorTab = (typeof tabs)[number]

/** What an operator most likely wants to see of an item in this state. */
export function usualTab(column: Column | null, hasInvocation: boolean): InspectorTab {
  switch (column) {
    case 'completed':
      return 'answer'
    case 'active':
    case 'failed':
    case 'dead':
      return hasInvocation ? 'invocation' : 'timeline'
    case 'pending':
    case 'rejected':
    case 'trash':
      return 'message'
    case null:
      return 'timeline'
  }
}
