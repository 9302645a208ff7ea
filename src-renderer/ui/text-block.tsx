import { CopyButton } from './copy-button'

interface TextBlockProps {
  readonly name: string
  readonly text: string
  readonly note?: string | null
}

/** Text as it is, monospace, with a button to copy it. */
export function TextBlock({ name, text, note }: TextBlockProps) {
  return (
    <section aria-label={name} className="overflow-hidden rounded-md border border-line bg-sunken">
      <header className="flex h-8 items-center gap-2 border-line border-b pr-1 pl-2.5">
        <h3 className="font-semibold text-xs">{name}</h3>
        {note != null && <p className="min-w-0 truncate text-faint text-xs">{note}</p>}
        <span className="ml-auto">
          <CopyButton name={`Copy ${name.toLowerCase()}`} text={text} />
        </span>
      </header>
      <pre
        data-keeps-arrows
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-120 overflow-auto px-2.5 py-2 font-mono text-xs leading-4.5 break-words whitespace-pre-wrap focus-visible:-outline-offset-2"
      >
        {text}
      </pre>
    </section>
  )
}
