// Answers once the file `go` is in its gates: node hold.mjs GATES
import { opened } from './gate.mjs'
import { readMessage } from './prompt.mjs'

const [gates = ''] = process.argv.slice(2)
const message = await readMessage()
process.stderr.write(`holding: ${message}\n`)
await opened(gates, ['go'])
process.stdout.write(`You said: ${message}`)
