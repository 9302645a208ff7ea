import { fileURLToPath } from 'node:url'

/** The folder of the project, wherever the script was started from. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url))
