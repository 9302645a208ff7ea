import { useEffect, useRef } from 'react'
import { toast } from 'sonner'
import { useBoard } from '../../state/board'
import { goTo } from '../../state/route'

/** So many are shown of what came at once; all stand in the log. */
const mostAtOnce = 5
const none: readonly never[] = []

/** Shows what runbooks want told, each once. What was told before the panel was opened is not news. */
export function useToldToasts(): void {
  const told = useBoard((board) => board.told) ?? none
  const known = useRef<number | null>(null)
  useEffect(() => {
    const last = Math.max(known.current ?? 0, ...told.map(({ seq }) => seq))
    const fresh = known.current === null ? [] : told.filter(({ seq }) => seq > (known.current ?? 0))
    known.current = last
    for (const { seq, title, text, runId } of fresh.slice(-mostAtOnce)) {
      toast(title, {
        id: `told-${seq}`,
        description: text,
        duration: 10_000,
        ...(runId !== null && {
          action: { label: 'Show run', onClick: () => goTo({ page: 'runs', chosen: runId }) },
        }),
      })
    }
  }, [told])
}
