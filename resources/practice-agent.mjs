// The practice provider: answers without a model, so that a home works before any account is set up.
// It reads the prompt on stdin and nothing else: header lines, an empty line, the message.
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

const prompt = await text(process.stdin)
const header = /^Message from [^\n]*:\n\n/.exec(prompt)?.[0] ?? ''
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
} else {
  const words = message === '' ? 0 : message.split(/\s+/).length
  const first = (lines.find((line) => line !== '') ?? '').slice(0, 200)
  process.stdout.write(
    [
      'This is the practice provider speaking: no model has read your message.',
      '',
      `Its first line was: ${first === '' ? '(empty)' : first}`,
      `It had ${words} ${words === 1 ? 'word' : 'words'}.`,
      '',
      'For real answers, install claude or codex, log in to it, and set the provider of your agent to',
      "anthropic or openai in your home's workspaces/<orchestrator>/orchestrator.yaml.",
      '',
    ].join('\n'),
  )
}
