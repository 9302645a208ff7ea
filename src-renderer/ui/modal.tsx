import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { IconButton } from './button'
import { cx } from './cx'

interface ModalProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
  readonly initialFocus?: RefObject<HTMLElement | null>
  /** What was written in it must not be lost to a stray click beside it. */
  readonly keepOnOutsidePress?: boolean
  readonly wide?: boolean
  /** As much of the page as a dialog may have. */
  readonly large?: boolean
}

function widthOf({ wide = false, large = false }: ModalProps): string {
  if (large) return 'h-[80vh] max-w-225'
  return wide ? 'max-w-160' : 'max-w-130'
}

export function Modal(props: ModalProps) {
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
      disablePointerDismissal={props.keepOnOutsidePress === true}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup
          initialFocus={props.initialFocus}
          className={cx(
            'fixed top-[8vh] left-1/2 z-40 flex max-h-[84vh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-panel shadow-float outline-none',
            widthOf(props),
          )}
        >
          <header className="flex items-start gap-4 px-4 pt-3 pb-2">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="font-semibold text-md">{props.title}</Dialog.Title>
              {props.description !== undefined && (
                <Dialog.Description render={<div />} className="mt-0.5 text-soft text-sm">
                  {props.description}
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close render={<IconButton name="Close" icon={<X size={16} />} />} />
          </header>
          {props.children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
