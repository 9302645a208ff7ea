import { type ReactNode, useRef } from 'react'
import { Button } from './button'
import { Modal } from './modal'

interface ConfirmProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly children: ReactNode
  /** The word on the button that goes on. */
  readonly word: string
  readonly icon: ReactNode
  readonly onConfirm: () => void
}

/** Asks before something that cannot be taken back; Enter alone cancels. */
export function Confirm({ open, onClose, title, children, word, icon, onConfirm }: ConfirmProps) {
  const cancel = useRef<HTMLButtonElement>(null)
  return (
    <Modal open={open} onClose={onClose} title={title} initialFocus={cancel}>
      <div className="flex flex-col gap-2 overflow-y-auto px-4 pt-1 pb-2 text-soft">{children}</div>
      <footer className="flex justify-end gap-2 px-4 pt-2 pb-4">
        <Button ref={cancel} onClick={onClose}>
          Cancel
        </Button>
        <Button
          look="primary"
          icon={icon}
          onClick={() => {
            onClose()
            onConfirm()
          }}
        >
          {word}
        </Button>
      </footer>
    </Modal>
  )
}
