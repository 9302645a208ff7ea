// Speaks as `claude --output-format stream-json` does: node claude.mjs GATES …. The gates 1, 2, 3, … hold the events it
// writes, one JSON object a line, and the gate `end` holds its result. The gate `login` says that somebody is logged in.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { opened } from './gate.mjs'
import { readMessage } from './prompt.mjs'

const [gates = '', ...args] = process.argv.slice(2)
if (args[0] === '--version') {
  process.stdout.write('9.8.7 (Scripted)\n')
} else if (args[0] === 'auth') {
  process.exitCode = existsSync(join(gates, 'login')) ? 0 : 1
} else {
  await readMessage()
  const named = args.includes('--resume') ? '--resume' : '--session-id'
  const session = args[args.indexOf(named) + 1]
  /** @param {object} line */
  const say = (line) => process.stdout.write(`${JSON.stringify({ ...line, session_id: session })}\n`)
  say({ type: 'system', subtype: 'init' })
  for (let step = 1; ; step += 1) {
    const gate = await opened(gates, [`${step}`, 'end'])
    const lines = gate.text.split('\n').filter((line) => line !== '')
    for (const line of lines) say(JSON.parse(line))
    if (gate.name !== 'end') continue
    process.exitCode = gate.text.includes('"is_error":true') ? 1 : 0
    break
  }
}
