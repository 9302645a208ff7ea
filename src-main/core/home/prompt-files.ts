import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { faultCode, faultText } from './fault-code'
import { isInside } from './is-inside'

/** A prompt in a file of its own, with every name that must be watched to notice an edit of it. */
export type ReadPrompt =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly file: string | null; readonly sentence: string }

const longestBytes = 200_000

/** Whether a prompt is the path of a prompt file: one word that ends like one. */
export function isPromptFile(prompt: string): boolean {
  return /^[^\s{}]{1,500}\.(?:md|txt)$/.test(prompt.trim())
}

/** Reads a prompt file, which must lie inside the orchestrator's workspace, also by way of links. Never throws. */
export async function readPrompt(workspace: string, name: string): Promise<ReadPrompt> {
  const path = name.trim()
  const file = resolve(workspace, path)
  if (isAbsolute(path) || path.includes('\\') || !isInside(workspace, file)) {
    return { ok: false, file: null, sentence: `the prompt file ${path} must lie inside the orchestrator's workspace` }
  }
  const refused = (sentence: string): ReadPrompt => ({ ok: false, file, sentence })
  try {
    const real = await realpath(file)
    if (!isInside(await realpath(workspace), real)) {
      return refused(`the prompt file ${path} leads out of the orchestrator's workspace`)
    }
    const found = await stat(real)
    if (!found.isFile()) return refused(`the prompt file ${path} is not a regular file`)
    if (found.size > longestBytes) return refused(`the prompt file ${path} is longer than 200 KB`)
    const text = await readFile(real, 'utf8')
    return text.trim() === '' ? refused(`the prompt file ${path} is empty`) : { ok: true, file, text }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return refused(`there is no prompt file ${join(workspace, path)}`)
    return refused(`the prompt file ${path} cannot be read: ${faultText(error)}`)
  }
}
