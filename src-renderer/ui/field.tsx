import { type ReactNode, useId } from 'react'
import { cx } from './cx'

export const inputLook =
  'w-full rounded-md border border-line bg-sunken px-2.5 text-ink text-sm placeholder:text-faint aria-invalid:border-dead'

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | null | undefined
  readonly className?: string
  readonly children: (control: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': true | undefined
  }) => ReactNode
}

export function Field({ label, hint, problem, className, children }: FieldProps) {
  const id = useId()
  const note = problem ?? hint
  const noteId = `${id}-note`
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-soft text-xs">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? noteId : undefined,
        'aria-invalid': problem ? true : undefined,
      })}
      {note && (
        <p id={noteId} className={cx('text-xs', problem ? 'text-dead' : 'text-faint')}>
          {note}
        </p>
      )}
    </div>
  )
}
