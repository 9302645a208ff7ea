// The practice provider: answers without a model, so that a home works before any account is set up.
// It reads the prompt on stdin and nothing else: header lines, an empty line, the message.
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

const prompt = await text(process.stdin)
// What an agent is told of its surroundings stands in lines above.
const header = /^(?:(?!Message from )[^\n]+\n)*Message from [^\n]*:\n\n/.exec(prompt)?.[0] ?? ''
const message = prompt.slice(header.length).trim()
const lines = message.split('\n').map((line) => line.trim())
const slowSeconds = Number(/^\[practice: slow (\d{1,4})\]$/m.exec(message)?.[1] ?? Number.NaN)
const usualMs = Number(process.env.LANEKEEPER_PRACTICE_MS ?? 1500)
const wholeMs = Number.isNaN(slowSeconds) ? usualMs : slowSeconds * 1000

const stages = ['reading the message', 'counting its words', 'writing the answer']
for (const [index, stage] of stages.entries()) {
  process.stderr.write(`practice: ${stage} (${index + 1} of ${stages.length})\n`)
  await delay(Math.max(0, wholeMs) / stages.length)
}

if (lines.includes('[practice: fail]')) {
  process.stderr.write('practice: the message asked for a failure, so here is one\n')
  process.exitCode = 1
} else if (prompt.startsWith('Step "')) {
  process.stdout.write(await step())
} else {
  process.stdout.write(selection() ?? answer())
}

function answer() {
  const words = message === '' ? 0 : message.split(/\s+/).length
  const first = (lines.find((line) => line !== '') ?? '').slice(0, 200)
  return [
    'This is the practice provider speaking: no model has read your message.',
    '',
    `Its first line was: ${first === '' ? '(empty)' : first}`,
    `It had ${words} ${words === 1 ? 'word' : 'words'}.`,
    '',
    'For real answers, install claude or codex, log in to it, and set the provider of your agent to',
    "anthropic or openai in your home's workspaces/<orchestrator>/orchestrator.yaml.",
    '',
  ].join('\n')
}

/** A step of a workflow: something in each of its outputs, approval in a review, and the block that ends it. */
async function step() {
  const told = [...prompt.matchAll(/^- \w+: (.*[\\/]outputs[\\/].*)$/gm)].map((match) => match[1])
  const named = prompt.match(/[^\s"'`]+[\\/]attempts[\\/]\d+[\\/]outputs[\\/][^\s"'`,]+/g) ?? []
  const paths = new Set(told.length > 0 ? told : named)
  for (const path of paths) {
    await mkdir(dirname(path), { recursive: true })
    const says = /decision/i.test(basename(path)) ? 'approve' : 'The practice provider wrote this; no model did.'
    await writeFile(path, `${says}\n`)
  }
  const result = { status: 'complete', summary: `The practice provider wrote ${paths.size} outputs.` }
  return `${answer()}\n[workflow_result]${JSON.stringify(result)}[/workflow_result]\n`
}

/** Which workflow to start: the default one. Null when nobody asks that. */
function selection() {
  const at = prompt.lastIndexOf('The request, as JSON:\n')
  if (at === -1) return null
  const { selectorId, defaultWorkflow } = JSON.parse(prompt.slice(prompt.indexOf('{', at)))
  const reason = 'The practice provider takes the default workflow.'
  const choice = { selectorId, status: 'selected', action: 'workflow_start', selectedWorkflow: defaultWorkflow, reason }
  return JSON.stringify(choice)
}
