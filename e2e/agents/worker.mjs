// Works on a step of a run: node worker.mjs GATES CONTEXT_FILE. It waits for the gate STEP-ATTEMPT or STEP, which holds how
// the attempt goes, as JSON: outputs by key (others get a text of their own), status, summary and question of its result.
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { opened } from './gate.mjs'

const [gates = '', contextFile = ''] = process.argv.slice(2)
await text(process.stdin)
const { stepId, attempt, outputPaths } = JSON.parse(await readFile(contextFile, 'utf8'))
process.stderr.write(`step ${stepId}, attempt ${attempt}\n`)
const gate = await opened(gates, [`${stepId}-${attempt}`, stepId])
const { outputs = {}, status = 'complete', summary = `did ${gate.name}`, question } = JSON.parse(gate.text || '{}')
for (const [key, path] of Object.entries(outputPaths)) {
  await writeFile(path, outputs[key] ?? `${key} of ${stepId}, attempt ${attempt}`)
}
const result = { status, summary, ...(question === undefined ? {} : { question }) }
process.stdout.write(`[workflow_result]${JSON.stringify(result)}[/workflow_result]`)
