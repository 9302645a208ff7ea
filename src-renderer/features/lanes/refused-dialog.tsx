import { Ban } from 'lucide-react'
import { useRef } from 'react'
import { counted } from '#shared/words'
import { Button } from '../../ui/button'
import { Modal } from '../../ui/modal'
import { shownName } from '../../ui/shown-name'
import { useRefused } from './drop-files'

/** More than this is not read by anybody; the count above the list is exact. */
const listed = 500

export function RefusedDialog() {
  const refused = useRefused((state) => state.refused)
  const done = useRef<HTMLButtonElement>(null)
  const close = () => useRefused.setState({ refused: [] })
  return (
    <Modal
      open={refused.length > 0}
      onClose={close}
      title={`${counted(refused.length, 'file')} refused`}
      description="Nothing of them was added. Mend them and drop them again."
      initialFocus={done}
      keepOnOutsidePress
      wide
    >
      <ul
        aria-label="Refused files"
        className="min-h-0 flex-1 divide-y divide-line overflow-y-auto border-line border-y"
      >
        {refused.slice(0, listed).map(({ name, reason }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may have the same name, and the list never changes order
          <li key={index} className="flex gap-2.5 px-4 py-2">
            <Ban aria-hidden size={14} className="mt-0.75 shrink-0 text-rejected" />
            <div className="min-w-0">
              <p className="truncate font-medium font-mono text-xs leading-5" title={name}>
                {shownName(name)}
              </p>
              <p className="break-words text-soft">{reason}</p>
            </div>
          </li>
        ))}
        {refused.length > listed && <li className="px-4 py-2 text-faint">and {refused.length - listed} more</li>}
      </ul>
      <footer className="flex justify-end px-4 py-3">
        <Button ref={done} onClick={close}>
          Done
        </Button>
      </footer>
    </Modal>
  )
}
