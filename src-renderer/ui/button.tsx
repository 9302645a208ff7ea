import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx'
import { Tip } from './tip'

const looks = {
  primary: 'bg-solid text-on-solid not-aria-disabled:hover:bg-solid-hover border-transparent',
  plain: 'bg-raised text-ink border-line not-aria-disabled:hover:bg-hover not-aria-disabled:hover:border-edge',
  ghost:
    'bg-transparent text-soft border-transparent not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-ink',
  /** Brings its own colours. */
  bare: 'border-transparent',
} as const

const sizes = {
  md: 'h-7 px-2.5 text-sm',
  sm: 'h-6 px-2 text-xs',
  icon: 'size-7',
  smallIcon: 'size-6',
} as const

interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled' | 'type'> {
  readonly look?: keyof typeof looks
  readonly size?: keyof typeof sizes
  readonly icon?: ReactNode
  /** Why the button does nothing now; it stays reachable so that everybody can read it. Null: it can be pressed. */
  readonly unavailable?: string | null
  readonly type?: 'button' | 'submit'
}

export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'md', icon, unavailable, className, children, onClick, ...rest } = props
  const whyId = useId()
  const off = unavailable != null
  const button = (
    <button
      type="button"
      {...rest}
      aria-disabled={off || undefined}
      aria-describedby={off ? whyId : rest['aria-describedby']}
      onClick={(event) => {
        if (off) event.preventDefault()
        else onClick?.(event)
      }}
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-faint',
        sizes[size],
        looks[look],
        className,
      )}
    >
      {icon}
      {children}
    </button>
  )
  if (unavailable === undefined) return button
  // The same tree whether it can be pressed or not: pressing must not take the focus away with the button.
  return (
    <>
      <Tip text={unavailable} delayMs={150}>
        {button}
      </Tip>
      {off && (
        <span id={whyId} hidden>
          {unavailable}
        </span>
      )}
    </>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'size'> {
  /** The accessible name, also shown as a tip. */
  readonly name: string
  readonly icon: ReactNode
  readonly small?: boolean
}

export function IconButton({ name, icon, small = false, look = 'ghost', ...rest }: IconButtonProps) {
  return (
    <Tip text={name}>
      <Button {...rest} look={look} size={small ? 'smallIcon' : 'icon'} aria-label={name} icon={icon} />
    </Tip>
  )
}
