import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'

interface TipProps {
  /** Null: no tip now. */
  readonly text: string | null
  /** The control that has the tip; it must pass on the props it is given. */
  readonly children: ReactElement
  readonly delayMs?: number
}

/** A short text beside a control while the pointer or the focus is on it. */
export function Tip({ text, children, delayMs = 400 }: TipProps) {
  return (
    <Tooltip.Root disabled={text === null}>
      <Tooltip.Trigger render={children} delay={delayMs} closeOnClick={false} />
      <Tooltip.Portal>
        <Tooltip.Positioner side="bottom" sideOffset={6} className="z-50">
          <Tooltip.Popup
            role="tooltip"
            className="wrap-break-word max-w-80 rounded-md bg-ink px-2 py-1 text-page text-xs shadow-float"
          >
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
