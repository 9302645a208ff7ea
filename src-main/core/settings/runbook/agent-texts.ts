import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ValueProblem } from '../schema-problems'
import type { AgentPlan } from './agent-plan'
import { gateOf, type RunbookAgent } from './runbook-schema'

export interface PipelineAgent {
  readonly setting: RunbookAgent
  readonly plan: AgentPlan
}

/** A text of a runbook, which stands at this path, as a template. */
export type Fill = (at: readonly PropertyKey[], text: string) => string

export function cooldownOf(agent: PipelineAgent | undefined): { cooldown_seconds?: number } {
  const wait = agent?.setting.on_dead === undefined ? undefined : agent.setting.on_dead.cooldown
  return wait === undefined ? {} : { cooldown_seconds: wait / 1000 }
}

/** Where an agent works, as a template. No shell fills in what has no dot. */
export function folderFrom(id: string, cwd: string, fill: Fill, problems: ValueProblem[]): string {
  const path = ['agent', id, 'cwd']
  const [bare] = /\$\{\s*\w+\s*\}|\$\w+/.exec(cwd) ?? []
  if (bare !== undefined) {
    problems.push({
      path,
      part: { text: bare },
      sentence: `nothing fills in ${bare} here; name a variable as \${var.…}`,
    })
  }
  return fill(path, /^~(?:\/|$)/.test(cwd) ? join(homedir(), cwd.slice(1)) : cwd)
}

/** Names that only what is told may use. */
const toldNames = { name: '{{workflow.run_title}}', job_id: '{{workflow.run_id}}', error: '{{workflow.error}}' }

export function notifyOf(
  notify: Readonly<Record<string, string | undefined>>,
  path: readonly PropertyKey[],
  fill: Fill,
  names: Readonly<Record<string, string>>,
): Record<string, string> {
  const all: Readonly<Record<string, string>> = { ...toldNames, ...names }
  const named = (text: string): string =>
    text.replace(/\$\{\s*(\w+)\s*\}/g, (found, name: string) => (Object.hasOwn(all, name) ? (all[name] ?? '') : found))
  return Object.fromEntries(
    Object.entries(notify).map(([word, text = '']) => [word, fill([...path, 'notify', word], named(text))]),
  )
}

/** What an agent is told, at first and once it has failed, and its environment. */
export function agentTexts(
  id: string,
  agent: PipelineAgent | undefined,
  vars: readonly string[],
  fill: Fill,
  primeId: string | null,
): object {
  const setting = agent?.setting
  const said = primeId === null ? '' : `{{steps.${primeId}.outputs.said}}\n\n`
  const prompt = said + firstPrompt(id, agent, vars, fill)
  const env = Object.entries(setting?.env ?? {}).map(([name, text]) => [name, fill(['agent', id, 'env', name], text)])
  const own = env.length === 0 ? { prompt } : { prompt, env: Object.fromEntries(env) }
  const death = setting?.on_dead
  const message = death?.message === undefined ? null : fill(['agent', id, 'on_dead', 'message'], death.message)
  if (death?.action === 'resume') return { ...own, again: againWith(message, death.append) }
  if (death?.action !== 'recover' || message === null) return own
  const later = `${prompt}\n\nThis is attempt {{workflow.attempt}}. From the second attempt on: ${message}`
  return { ...own, prompt: later }
}

/** A message that is not added to the conversation begins another. */
function againWith(message: string | null, append: boolean | undefined): { resumes: boolean; prompt: string } {
  const resumes = message === null || append === true
  return { resumes, prompt: message ?? 'You were interrupted. Go on with your work.' }
}

/** What is done about errors. `failing` is where a failed step leads, `gate` makes the step that judges by a command. */
export function errorRules(
  id: string,
  agent: PipelineAgent | undefined,
  fill: Fill,
  failing: string | null,
  gate: (at: readonly PropertyKey[], script: string) => string,
): object {
  const matches = agent?.setting.on_error
  if (matches === undefined) return {}
  const on_error = matches.map((one, index): object => {
    const { match, action, attempts, append, cooldown } = one
    const at = ['agent', id, 'on_error', ...(matches.length === 1 ? [] : [index])]
    const which = match === undefined ? {} : { match }
    const script = gateOf(one)
    if (script !== null) return { ...which, action: 'fail', next: gate([...at, 'run'], script) }
    if (action === 'fail') return { ...which, action, ...(failing === null ? {} : { next: failing }) }
    if (action === 'escalate') return { ...which, action }
    const message = one.message === undefined ? null : fill([...at, 'message'], one.message)
    const again = againWith(message, append)
    const wait = cooldown === undefined ? {} : { cooldown_seconds: cooldown / 1000 }
    return { ...which, action: 'resume', attempts, ...wait, again }
  })
  return { on_error }
}

function firstPrompt(id: string, agent: PipelineAgent | undefined, vars: readonly string[], fill: Fill): string {
  const own = agent?.setting.prompt
  const inLine = agent?.plan.prompt ?? null
  const prompt = own === undefined ? null : fill(['agent', id, 'prompt'], own)
  if (inLine !== null) {
    const around = inLine.split(/\$\{\s*prompt\s*\}/)
    const inside = prompt ?? (vars.includes('prompt') ? '{{inputs.prompt}}' : '')
    return around.map((text) => fill(['agent', id, 'run'], text)).join(inside)
  }
  return prompt ?? ['Work on this item.', '', ...vars.map((name) => `${name}: {{inputs.${name}}}`)].join('\n')
}
