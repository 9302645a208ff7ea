// Writes to its log what the gates 1, 2, 3, … hold, and answers with what the gate `end` holds: node stream.mjs GATES
import { opened } from './gate.mjs'
import { readMessage } from './prompt.mjs'

const [gates = ''] = process.argv.slice(2)
await readMessage()
process.stderr.write('ready\n')
for (let step = 1; ; step += 1) {
  const gate = await opened(gates, [`${step}`, 'end'])
  if (gate.name === 'end') {
    process.stdout.write(gate.text)
    break
  }
  process.stderr.write(gate.text)
}
