import { FileUp } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../../ui/button'
import { dropFiles } from './drop-files'
import { offeredFiles } from './offered-files'

export function ChooseFiles({ lane }: { readonly lane: string }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        aria-label="Files to add"
        onChange={(event) => {
          const chosen = offeredFiles(event.target.files ?? [])
          // So that choosing the same file again is a change again.
          event.target.value = ''
          void dropFiles(lane, chosen)
        }}
      />
      <Button icon={<FileUp aria-hidden size={14} />} onClick={() => input.current?.click()}>
        Choose files…
      </Button>
    </>
  )
}
