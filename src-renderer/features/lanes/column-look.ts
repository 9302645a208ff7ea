import type { Column } from '#shared/item'

interface ColumnLook {
  /** Always there at full width; the others fold to a strip while they are empty. */
  readonly always: boolean
  readonly empty: string
}

export const columnLooks: Record<Column, ColumnLook> = {
  pending: { always: true, empty: 'Nothing waits. Drop .json files here.' },
  active: { always: true, empty: 'Nothing is being worked on.' },
  failed: { always: false, empty: 'Nothing waits for a retry.' },
  completed: { always: true, empty: 'No answers yet.' },
  dead: { always: false, empty: 'Nothing was given up.' },
  rejected: { always: false, empty: 'No file was rejected.' },
  trash: {
    always: false,
    empty: 'Nothing was discarded. What you discard stays here until you restore it; nothing is ever deleted.',
  },
}

export const columnOrder: readonly Column[] = ['pending', 'active', 'failed', 'completed', 'dead', 'rejected', 'trash']
