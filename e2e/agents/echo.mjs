// Answers at once with the message, and writes its beginning and end into a journal: node echo.mjs JOURNAL
import { appendFileSync } from 'node:fs'
import { readMessage } from './prompt.mjs'

const [journal = ''] = process.argv.slice(2)
const message = await readMessage()
appendFileSync(journal, `begin ${message}\n`)
process.stdout.write(`You said: ${message}`)
appendFileSync(journal, `end ${message}\n`)
