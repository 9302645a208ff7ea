// Says why on its error stream and fails with the exit code 7.
import { readMessage } from './prompt.mjs'

await readMessage()
process.stderr.write('the model is out of ideas\n')
process.exitCode = 7
