import type { ReactNode } from 'react'
import type { Failure } from '../link/failure'
import { Button } from './button'
import { FailureNote } from './failure-note'

interface FormFootProps {
  readonly failure: Failure | null
  /** Which keys do what. */
  readonly keys: string
  /** The word on the button that submits. */
  readonly word: string
  readonly icon: ReactNode
  /** Why it cannot be submitted now, or null. */
  readonly unavailable: string | null
  readonly leave?: string
  readonly onLeave: () => void
}

/** The end of a form in a dialog: why it was refused, and the ways out of it. */
export function FormFoot({ failure, keys, word, icon, unavailable, leave = 'Cancel', onLeave }: FormFootProps) {
  return (
    <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 px-4 pt-2 pb-4">
      {failure !== null && (
        <div className="w-full">
          <FailureNote failure={failure} />
        </div>
      )}
      <p className="mr-auto text-faint text-xs">{keys}</p>
      <Button onClick={onLeave}>{leave}</Button>
      <Button type="submit" look="primary" icon={icon} unavailable={unavailable}>
        {word}
      </Button>
    </footer>
  )
}
