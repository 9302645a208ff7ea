import type { ReactNode } from 'react'

interface CardProps {
  readonly name: string
  /** Beside the heading. */
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A part of a page with its heading. */
export function Card({ name, note, children }: CardProps) {
  return (
    <section aria-label={name} className="min-w-0 rounded-lg border border-line bg-panel p-3">
      <header className="mb-2 flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-md">{name}</h2>
        {note}
      </header>
      {children}
    </section>
  )
}
