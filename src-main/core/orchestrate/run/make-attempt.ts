import { makeFolder } from '../../ground/make-folder'
import type { ClaimedItem, Working } from '../../lane/work'
import type { Effective } from '../../settings/settings'
import { interpolated, interpolatedShell } from '../../settings/workflow/interpolate'
import type { StepSpec } from '../../settings/workflow/workflow-spec'
import { shownPath } from '../allowed-file'
import type { AgentEnd, InvokeAgent } from '../invoke-agent'
import { messageFiles, noFiles } from '../message-files'
import { existing } from '../shared-folders'
import { againOf, agentErrorOf } from '../workflow/agent-errors'
import { type RunState, unsaidWork } from '../workflow/run-state'
import { type AttemptAnswer, prepareAttempt } from './attempt-result'
import { lastSession } from './last-session'
import { lastReason, wordPrompt } from './missing-word'
import { outputPaths } from './output-paths'
import { type AttemptPaths, attemptPaths, runPaths } from './run-paths'
import { runShell, type ShellPort } from './run-shell'
import { attemptMs, grantedFolders, namedFolder, type StepAgent, stepAgent, stepFolder } from './step-agent'
import { stepConversation } from './step-conversation'
import { type StepGiven, stepContext, stepPrompt } from './step-prompt'
import { type Filled, filled, type StepScope } from './step-values'

export interface AttemptPort {
  readonly effective: () => Effective
  readonly invoke: InvokeAgent
  readonly shell: ShellPort
}

/** What surrounds an attempt: the item it is for and who may end it. */
export interface AttemptSite {
  readonly item: ClaimedItem
  readonly working: (now: Working) => void
  /** See `AgentCall`. */
  readonly begins: (invocationId: string) => Promise<void>
  readonly signal: AbortSignal
}

/** An attempt that is ready to be made, or what keeps it from being made at all. */
export type Prepared =
  | { readonly ok: true; readonly paths: AttemptPaths; readonly make: (site: AttemptSite) => Promise<AttemptEnded> }
  | { readonly ok: false; readonly paths: AttemptPaths; readonly sentence: string }

export type AttemptEnded =
  | { readonly kind: 'ended'; readonly answer: AttemptAnswer }
  | Extract<AgentEnd, { kind: 'held' | 'too_dear' | 'interrupted' }>

type Found = StepAgent & { readonly ok: true }

/** Writes down everything the next attempt is told, without telling anybody yet. */
export async function preparedAttempt(
  run: RunState,
  step: StepSpec,
  attempt: number,
  port: AttemptPort,
): Promise<Prepared> {
  const paths = attemptPaths(runPaths(run.workspace, run.id).folder, step.id, attempt)
  const refused = async (sentence: string): Promise<Prepared> => {
    await prepareAttempt(paths, { prompt: '', context: '{}\n', command: null }, {})
    return { ok: false, paths, sentence }
  }
  const work = unsaidWork(run, step.id)
  const worked = work === null ? paths : attemptPaths(runPaths(run.workspace, run.id).folder, step.id, work)
  const outputs = outputPaths(step, run.id, work ?? attempt, worked.outputs)
  if (!outputs.ok) return refused(outputs.sentence)
  const scope = { run, step, attempt, outputPaths: outputs.paths }
  await makeFolder(runPaths(run.workspace, run.id).workspace, run.workspace)
  if (step.type === 'shell') {
    const context = await stepContext(scope, { granted: [], attached: noFiles })
    const at = await folderOf(scope, stepFolder(run, step, null), context)
    if (!at.ok) return refused(at.sentence)
    const line = await filled(step.run, scope, context, interpolatedShell)
    if (!line.ok) return refused(line.sentence)
    await prepareAttempt(paths, { prompt: line.text, context, command: `${line.text}\n` }, outputs.paths)
    return {
      ok: true,
      paths,
      make: (site) => shellAttempt(scope, paths, { line: line.text, cwd: at.text }, context, site, port),
    }
  }
  const agent = stepAgent(run, step.agent, port.effective())
  if (!agent.ok) return refused(agent.sentence)
  const granted = await existing(grantedFolders(run, agent.agent, port.effective()))
  const folders = [port.shell.paths.files, stepFolder(run, step, agent.agent), ...granted.map(({ path }) => path)]
  const given = { granted, attached: await messageFiles(run.files ?? [], folders) }
  const context = await stepContext(scope, given)
  const at = await folderOf(scope, stepFolder(run, step, agent.agent), context)
  if (!at.ok) return refused(at.sentence)
  const prompt = againOf(run, step)?.prompt ?? step.prompt
  const text = await filled(prompt, scope, context, interpolated)
  if (!text.ok) return refused(text.sentence)
  const env: Record<string, string> = {}
  for (const [name, template] of Object.entries(step.env ?? {})) {
    const value = await filled(template, scope, context, interpolated)
    if (!value.ok) return refused(value.sentence)
    env[name] = value.text
  }
  const provider = { ...agent.provider, env: { ...agent.provider.env, ...env } }
  if (work !== null) {
    const why = lastReason(run, step) ?? ''
    const told = { prompt: wordPrompt(run, step, attempt, why), context }
    await prepareAttempt(paths, { ...told, command: null }, {})
    const asked = { ...told, ...given, cwd: at.text, givesWord: true }
    return { ok: true, paths, make: (site) => agentAttempt(scope, worked, { ...agent, provider }, asked, site, port) }
  }
  const told = { prompt: stepPrompt(agent.agent.prompt, text.text, prompt, scope, given), context }
  await prepareAttempt(paths, { ...told, command: null }, outputs.paths)
  const asked = { ...told, ...given, cwd: at.text, givesWord: false }
  return { ok: true, paths, make: (site) => agentAttempt(scope, paths, { ...agent, provider }, asked, site, port) }
}

/** Where a step works. */
async function folderOf(scope: StepScope, from: string, context: string): Promise<Filled> {
  const { run, step } = scope
  if (step.cwd === undefined) return { ok: true, text: from }
  const named = await filled(step.cwd, scope, context, interpolated)
  if (!named.ok) return named
  const folder = await namedFolder(run, step, from, named.text)
  if (folder !== null) return { ok: true, text: folder }
  return { ok: false, sentence: `The cwd of step "${step.id}" leads out of ${from}: ${named.text.slice(0, 200)}` }
}

type AgentTold = StepGiven & {
  readonly prompt: string
  readonly context: string
  readonly cwd: string
  /** It goes on with the session that did the work, and only says how that went. */
  readonly givesWord: boolean
}

async function agentAttempt(
  { run, step, attempt }: StepScope,
  paths: AttemptPaths,
  { agentId, agent, provider }: Found,
  { prompt, context, cwd, granted, attached, givesWord }: AgentTold,
  site: AttemptSite,
  port: AttemptPort,
): Promise<AttemptEnded> {
  const { folder, workspace } = runPaths(run.workspace, run.id)
  const shared = [workspace, ...granted.map(({ path }) => path)]
  for (const { path, why } of attached.refused) {
    const about = { itemId: site.item.id, invocationId: '' }
    port.shell.noted(`A file of the message was not handed on, ${shownPath(path)}: ${why}.`, about)
  }
  const mayWrite = agent.permissions !== 'ask-nothing-risky'
  const resumes = givesWord || againOf(run, step)?.resumes === true
  const session = resumes ? await lastSession(run, step.id, port.shell.paths.invocations) : null
  if (givesWord && session === null) {
    const sentence = 'The session that did the work cannot be found any more.'
    return { kind: 'ended', answer: { text: '', failure: { sentence, retryable: false }, invocation: null } }
  }
  const end = await port.invoke({
    ...site,
    source: run.source,
    workspace: run.workspace,
    agentId,
    agent,
    provider,
    cwd,
    // Whoever may do nothing risky has to hand in its outputs all the same.
    writable: mayWrite ? [paths.outputs, ...shared] : [paths.outputs],
    readable: mayWrite ? [folder] : [folder, ...shared],
    handed: attached.files,
    prompt,
    context,
    timeoutMs: attemptMs(run, step, agent),
    ...stepConversation(run, step, site.item),
    ...(session === null ? {} : { session }),
    ...(step.type === 'shell' || step.on_error === undefined || givesWord ? {} : { takesErrors: true }),
    // A request for a fresh conversation is for the next work.
    ...(givesWord ? { choosesOnly: true } : {}),
    attempt,
  })
  return attemptEnded(end)
}

/** What the end of its agent's invocation makes of an attempt. */
export function attemptEnded(end: AgentEnd): AttemptEnded {
  if (end.kind === 'answered') {
    return { kind: 'ended', answer: { text: end.text, failure: null, invocation: end.invocation } }
  }
  if (end.kind === 'silent') {
    const { sentence: silent, invocation } = end
    return { kind: 'ended', answer: { text: '', failure: null, silent, invocation } }
  }
  if (end.kind !== 'failed' && end.kind !== 'refused') return end
  const { sentence, invocation } = end
  const retryable = end.kind === 'failed' && end.retryable
  const error = end.kind === 'failed' ? agentErrorOf(end.failureClass, sentence) : null
  const failure = { sentence, retryable, ...(error === null ? {} : { error }) }
  return { kind: 'ended', answer: { text: '', failure, invocation } }
}

async function shellAttempt(
  { run, step, attempt }: StepScope,
  paths: AttemptPaths,
  { line, cwd }: { readonly line: string; readonly cwd: string },
  context: string,
  site: AttemptSite,
  port: AttemptPort,
): Promise<AttemptEnded> {
  const timeoutMs = attemptMs(run, step, null)
  const script = paths.command
  const answer = await runShell(
    { ...site, run, stepId: step.id, attempt, script, line, context, cwd, timeoutMs },
    port.shell,
  )
  return answer === 'interrupted' ? { kind: 'interrupted' } : { kind: 'ended', answer }
}
