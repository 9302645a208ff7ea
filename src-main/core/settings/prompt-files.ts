import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { faultCode, faultText } from '../ground/fault-code'
import { isInside } from '../ground/is-inside'
import { readTextFile, saidOf } from './text-file'

type Unread = 'missing' | 'empty' | 'unfit'

/** A prompt in a file of its own, with every name that must be watched to notice an edit of it. */
export type ReadPrompt =
  /** `context` are the files beside it, those that are missing included. */
  | { readonly ok: true; readonly file: string; readonly text: string; readonly context: readonly string[] }
  | { readonly ok: false; readonly file: string | null; readonly sentence: string; readonly why: Unread }

const longestBytes = 200 * 1024

/** Whether a prompt is the path of a prompt file: one word that ends like one. */
export function isPromptFile(prompt: string): boolean {
  return /^[^\s{}]{1,500}\.(?:md|txt)$/.test(prompt.trim())
}

/** DireClaw's folder of prompts, and the text that its context files have by default: what `context.json` holds here. */
const promptFolder = 'prompts'
const usualContext = /^\s*\{\{\s*workflow\.runtime_context_json\s*\}\}\s*$/

/**
 * Reads the prompt file of a step from the orchestrator's workspace, or from `prompts` in it. What a `.context.md` beside a
 * `.prompt.md` says of its own follows it. Never throws.
 */
export async function stepPrompt(workspace: string, name: string): Promise<ReadPrompt> {
  const path = name.trim()
  const direct = await readPrompt(workspace, path)
  const there = direct.ok || direct.why !== 'missing' ? direct : await readPrompt(workspace, join(promptFolder, path))
  const prompt = there.ok || there.why !== 'missing' ? there : direct
  if (!prompt.ok || !prompt.file.endsWith('.prompt.md')) return prompt
  const file = prompt.file.replace(/\.prompt\.md$/, '.context.md')
  const context = await readPrompt(workspace, relative(workspace, file))
  if (!context.ok && context.why === 'unfit') return context
  const more = context.ok && !usualContext.test(context.text) ? `\n\n${context.text.trim()}\n` : ''
  return { ...prompt, text: prompt.text + more, context: [file] }
}

/** Reads a prompt file, which must lie inside this folder, also by way of links. Never throws. */
export async function readPrompt(
  workspace: string,
  name: string,
  called = "the orchestrator's workspace",
): Promise<ReadPrompt> {
  const path = name.trim()
  const file = resolve(workspace, path)
  if (isAbsolute(path) || path.includes('\\') || !isInside(workspace, file)) {
    return {
      ok: false,
      file: null,
      why: 'unfit',
      sentence: `the prompt file ${path} must lie inside ${called}`,
    }
  }
  const refused = (sentence: string, why: Unread = 'unfit'): ReadPrompt => ({ ok: false, file, sentence, why })
  try {
    const real = await realpath(file)
    if (!isInside(await realpath(workspace), real)) {
      return refused(`the prompt file ${path} leads out of ${called}`)
    }
    const read = await readTextFile(real, longestBytes)
    if (!read.ok) return refused(`the prompt file ${path} ${saidOf(read.sentence)}`)
    return read.text.trim() === ''
      ? refused(`the prompt file ${path} is empty`, 'empty')
      : { ok: true, file, text: read.text, context: [] }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') {
      return refused(`there is no prompt file ${join(workspace, path)}`, 'missing')
    }
    return refused(`the prompt file ${path} cannot be read: ${faultText(error)}`)
  }
}
