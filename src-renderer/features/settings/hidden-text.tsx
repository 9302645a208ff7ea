import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button'

interface HiddenTextProps {
  /** What the text is of, for whoever hears only the button. */
  readonly of: string
  /** Whether anything of it is hidden at first. */
  readonly hidden: boolean
  readonly children: (isShown: boolean) => ReactNode
}

/** A text of settings: what may be a secret is hidden until somebody asks to see it. */
export function HiddenText({ of, hidden, children }: HiddenTextProps) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="flex flex-col gap-2">
      {hidden && (
        <p className="flex flex-wrap items-center gap-2 text-soft text-xs">
          {isShown ? 'Values that may be secrets are shown.' : 'Values that may be secrets are hidden.'}
          <Button
            icon={isShown ? <EyeOff aria-hidden size={13} /> : <Eye aria-hidden size={13} />}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? 'Hide values' : 'Show values'}
            <span className="sr-only"> of {of}</span>
          </Button>
        </p>
      )}
      {children(isShown)}
    </div>
  )
}
