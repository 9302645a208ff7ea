import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'
import { cx } from './cx'

export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">{children}</dl>
}

interface FactProps {
  readonly name: string
  readonly children: ReactNode
  /** Set when the value is worth taking along. */
  readonly copies?: string | undefined
  readonly mono?: boolean
}

export function Fact({ name, children, copies, mono = false }: FactProps) {
  return (
    <>
      <dt className="text-faint text-xs leading-5">{name}</dt>
      <dd className="flex min-w-0 items-start gap-1">
        <span className={cx('min-w-0 break-words', mono && 'break-all font-mono text-xs leading-5')}>{children}</span>
        {copies !== undefined && (
          <span className="-my-0.5 shrink-0">
            <CopyButton name={`Copy ${name.toLowerCase()}`} text={copies} />
          </span>
        )}
      </dd>
    </>
  )
}
