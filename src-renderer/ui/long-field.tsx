import type { RefObject } from 'react'
import { cx } from './cx'
import { Field, inputLook } from './field'

interface LongFieldProps {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | null | undefined
  readonly value: string
  readonly lines: number
  readonly onChange: (value: string) => void
  readonly box?: RefObject<HTMLTextAreaElement | null> | undefined
}

/** A value of any length: what is pasted keeps its lines. */
export function LongField({ label, hint, problem, value, lines, onChange, box }: LongFieldProps) {
  return (
    <Field label={label} problem={problem} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <textarea
          {...control}
          ref={box}
          rows={lines}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={cx(inputLook, 'shrink-0 py-1.5', lines > 1 ? 'resize-y' : 'resize-none')}
        />
      )}
    </Field>
  )
}
