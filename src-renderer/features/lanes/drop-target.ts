import { type DragEvent, useState } from 'react'
import { carriesFiles, type OfferedFile, offeredByDrop } from './offered-files'

/** Makes an element take dropped files; `over` is true while some are held over it. Null: it shows that it takes none. */
export function useDropTarget(take: ((files: OfferedFile[]) => void) | null) {
  const [over, setOver] = useState(false)
  const enter = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = take === null ? 'none' : 'copy'
    setOver(true)
  }
  const handlers = {
    onDragEnter: enter,
    onDragOver: enter,
    onDragLeave: (event: DragEvent) => {
      const to = event.relatedTarget
      if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false)
    },
    onDrop: (event: DragEvent) => {
      setOver(false)
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      take?.(offeredByDrop(event.dataTransfer))
    },
  }
  return { over, handlers }
}
