import type { Offered } from './planned-drop'

export interface OfferedFile extends Offered {
  readonly file: File
}

export function offeredFiles(files: Iterable<File>): OfferedFile[] {
  return Array.from(files, (file) => ({ name: file.name, bytes: file.size, folder: false, file }))
}

/** What lies in a drop. Must be called within the event: the browser empties the transfer afterwards. */
export function offeredByDrop(transfer: DataTransfer): OfferedFile[] {
  const offered: OfferedFile[] = []
  for (const item of transfer.items) {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (file === null) continue
    const folder = item.webkitGetAsEntry()?.isDirectory === true
    offered.push({ name: file.name, bytes: file.size, folder, file })
  }
  return offered
}

export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') === true
}
