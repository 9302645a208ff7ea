import { toast } from 'sonner'
import { create } from 'zustand'
import { decodedText } from '#shared/item-text'
import { counted } from '#shared/words'
import { ask } from '../../link/ask'
import type { Failure } from '../../link/failure'
import { link } from '../../link/link'
import type { OfferedFile } from './offered-files'
import { plannedDrop, type RefusedFile } from './planned-drop'

/** Files that were refused and that the operator has not put aside yet. */
export const useRefused = create<{ readonly refused: readonly RefusedFile[] }>(() => ({ refused: [] }))

/** Hands files to a lane, call by call, and says once what became of them. */
export async function dropFiles(lane: string, offered: readonly OfferedFile[]): Promise<void> {
  if (offered.length === 0) return
  const { batches, refused: refusedAtOnce } = plannedDrop(offered)
  const refused = [...refusedAtOnce]
  const progress = batches.length > 1 ? toast.loading(`Adding ${counted(offered.length, 'file')}…`) : undefined
  let accepted = 0
  for (const batch of batches) {
    const files: { name: string; text: string }[] = []
    for (const { name, file } of batch) {
      const read = await textOf(file)
      if (read.ok) files.push({ name: name.slice(-1000), text: read.text })
      else refused.push({ name, reason: read.reason })
    }
    if (files.length === 0) continue
    const asked = await ask(link, (client) => client.lanes.drop({ lane, files }))
    if (!asked.ok) {
      refused.push(...files.map(({ name }) => ({ name, reason: words(asked.failure) })))
      continue
    }
    for (const verdict of asked.value.verdicts) {
      if (verdict.accepted) accepted += 1
      else refused.push({ name: verdict.name, reason: verdict.reason })
    }
  }
  if (progress !== undefined) toast.dismiss(progress)
  tellResult(accepted, refused.length)
  if (refused.length > 0) useRefused.setState(({ refused: before }) => ({ refused: [...before, ...refused] }))
}

type Read = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string }

async function textOf(file: File): Promise<Read> {
  try {
    const decoded = decodedText(new Uint8Array(await file.arrayBuffer()))
    return decoded.ok ? decoded : { ok: false, reason: decoded.sentence }
  } catch (error) {
    return { ok: false, reason: `The browser could not read the file: ${String(error)}` }
  }
}

function tellResult(accepted: number, refused: number): void {
  if (refused === 0) toast.success(`${counted(accepted, 'file')} accepted`)
  else if (accepted === 0) toast.error(`${counted(refused, 'file')} refused`)
  else toast.warning(`${accepted} accepted, ${refused} refused`)
}

function words({ sentence, nextStep }: Failure): string {
  return nextStep === null ? sentence : `${sentence} ${nextStep}`
}
