import { rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Invocation } from '#shared/invocation'
import { replaceFile } from '../../ground/durable-write'
import { makeFolder } from '../../ground/make-folder'
import { readBounded } from '../../ground/read-bounded'
import { AgentError } from '../../settings/workflow/workflow-spec'
import type { Used } from '../workflow/run-events'
import { runFaultPoint } from './run-fault-point'
import type { AttemptPaths } from './run-paths'

/**
 * `result.json`: how the invocation of an attempt ended, written as soon as it has. From then on the attempt is not made
 * again; `answer.txt` beside it stands before it does.
 */
export const AttemptResult = z.object({
  endedAt: z.number(),
  invocationId: z.string().nullable(),
  costUsd: z.number().nullable(),
  costEstimated: z.boolean(),
  /** Null for an answer. */
  failure: z.object({ sentence: z.string(), retryable: z.boolean(), error: AgentError.optional() }).nullable(),
  /** Says so when its agent finished its turn without a word. */
  silent: z.string().optional(),
})
export type AttemptResult = z.infer<typeof AttemptResult>

/** What an attempt ended with. */
export interface AttemptAnswer {
  readonly text: string
  readonly failure: AttemptResult['failure']
  readonly silent?: string
  readonly invocation: Invocation | null
}

/** Makes the folder of an attempt anew, with everything its agent is told. */
export async function prepareAttempt(
  paths: AttemptPaths,
  texts: { readonly prompt: string; readonly context: string; readonly command: string | null },
  outputs: Readonly<Record<string, string>>,
): Promise<void> {
  await rm(paths.folder, { recursive: true, force: true })
  const within = dirname(paths.runFolder)
  await makeFolder(paths.outputs, within)
  for (const path of Object.values(outputs)) await makeFolder(dirname(path), within)
  await writeFile(paths.prompt, texts.prompt, { mode: 0o600 })
  await writeFile(paths.context, texts.context, { mode: 0o600 })
  if (texts.command !== null) await writeFile(paths.command, texts.command, { mode: 0o600 })
  runFaultPoint('attempt:prepared')
}

export async function writeResult(paths: AttemptPaths, answer: AttemptAnswer, endedAt: number): Promise<void> {
  await replaceFile(paths.answer, answer.text)
  runFaultPoint('attempt:answered')
  const { invocation, failure, silent } = answer
  const result: AttemptResult = {
    endedAt,
    invocationId: invocation?.id ?? null,
    costUsd: invocation?.usage?.costUsd ?? null,
    costEstimated: invocation?.usage?.costEstimated ?? false,
    failure,
    ...(silent === undefined ? {} : { silent }),
  }
  await replaceFile(paths.result, `${JSON.stringify(result, null, 2)}\n`)
  runFaultPoint('attempt:resulted')
}

/** More than any program's answer is kept of. */
const longestAnswer = 64 * 1024 * 1024
const longestResult = 1024 * 1024

/** Null when the attempt was broken off before its invocation had ended. */
export async function readResult(paths: AttemptPaths): Promise<{ result: AttemptResult; answer: string } | null> {
  try {
    const [result, answer] = [
      await readBounded(paths.result, longestResult),
      await readBounded(paths.answer, longestAnswer),
    ]
    if (result === null || answer === null) return null
    return { result: AttemptResult.parse(JSON.parse(result.text)), answer: answer.text }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}

export function usedBy(result: AttemptResult): Used {
  return { usd: result.costUsd, estimated: result.costEstimated }
}
