import type { ChildProcess } from 'node:child_process'

/** Starts the system's opener; the package is loaded on use, after the panel is up. */
async function launchOpener(address: string): Promise<ChildProcess> {
  const { default: open } = await import('open')
  return open(address)
}

/** How long an opener is watched. Some live as long as the browser they have started. */
const watchMs = 3000

/** Opens the address in the system's browser. Rejects when there is no program for it, or when that gives up at once. */
export async function openBrowser(address: string, launch = launchOpener): Promise<void> {
  const opener = await launch(address)
  const ended = Promise.withResolvers<number | null>()
  const watch = setTimeout(() => ended.resolve(null), watchMs)
  watch.unref()
  if (opener.exitCode !== null) ended.resolve(opener.exitCode)
  opener.once('exit', (code) => ended.resolve(code))
  const code = await ended.promise
  clearTimeout(watch)
  if (code) throw new Error(`the program that opens addresses ended with code ${code}`)
}
