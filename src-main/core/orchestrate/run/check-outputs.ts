import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { guessedText } from '#shared/item-text'
import { faultCode, faultText } from '../../ground/fault-code'
import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { containedFile } from './output-paths'

export type CheckedOutputs =
  | {
      readonly ok: true
      readonly texts: ReadonlyMap<string, string>
      /** Over the contents of all of them. */
      readonly hash: string
      readonly decision: 'approve' | 'reject' | null
    }
  | { readonly ok: false; readonly sentence: string }

const longestOutput = 32 * 1024 * 1024
const longestDecision = 1000

/**
 * Holds an attempt to what its step declares: every output there, inside its folder, readable, and not empty. One that may be
 * left out, and is not there or empty, has no text.
 */
export async function checkOutputs(
  step: StepSpec,
  paths: Readonly<Record<string, string>>,
  place: { readonly workspace: string; readonly outputs: string },
): Promise<CheckedOutputs> {
  const texts = new Map<string, string>()
  const problems: string[] = []
  const hash = createHash('sha256')
  for (const [key, path] of Object.entries(paths)) {
    const found = await outputText(key, path, place)
    if (!found.ok) {
      if (!found.absent || !step.optional_outputs.includes(key)) problems.push(found.sentence)
    } else {
      texts.set(key, found.text)
      hash.update(`${key}\0${found.text.length}\0${found.text}`)
    }
  }
  const decision = step.type === 'agent_review' ? decisionIn(texts.get('decision')) : null
  if (step.type === 'agent_review' && decision === null && texts.has('decision')) {
    problems.push(`The output "decision" must hold one word, approve or reject; it is in ${paths.decision}.`)
  }
  return problems.length > 0
    ? { ok: false, sentence: problems.join(' ') }
    : { ok: true, texts, hash: hash.digest('hex'), decision }
}

/** `absent`: there is nothing, which may be as it should be. */
type OutputText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly sentence: string; readonly absent: boolean }

async function outputText(
  key: string,
  path: string,
  { workspace, outputs }: { readonly workspace: string; readonly outputs: string },
): Promise<OutputText> {
  const refused = (why: string, absent = false): OutputText => ({
    ok: false,
    sentence: `The output "${key}" ${why}`,
    absent,
  })
  try {
    const real = await containedFile(workspace, outputs, path)
    if (real === null) return refused(`leads out of its folder: ${path}.`)
    const { size, ...found } = await stat(real).then((it) => ({ size: it.size, isFile: it.isFile() }))
    if (!found.isFile) return refused(`is not a regular file: ${path}.`)
    if (size > longestOutput) return refused(`is ${size} bytes long; it may have ${longestOutput}.`)
    const text = guessedText(await readFile(real))
    return text.trim() === '' ? refused(`is empty: ${path}.`, true) : { ok: true, text }
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return refused(`was not written; it belongs in ${path}.`, true)
    return refused(`cannot be read: ${faultText(error)}.`)
  }
}

/** One word, whatever its case; quotes, a full stop and a leading `decision:` are forgiven. */
export function decisionIn(text: string | undefined): 'approve' | 'reject' | null {
  // One word is short, and a long text must not be looked through again and again.
  if ((text ?? '').length > longestDecision) return null
  const word = /^["'\s]*(?:decision\s*[:=]\s*)?["'\s]*(approve|reject)["'.\s]*$/i.exec(text ?? '')?.[1]?.toLowerCase()
  return word === 'approve' || word === 'reject' ? word : null
}
