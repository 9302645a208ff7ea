import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DropVerdict } from '#shared/contract'
import { decodedText } from '#shared/item-text'
import { bounds } from '#shared/limits'
import { faultText } from '../../core/ground/fault-code'
import type { Call } from './call'
import { exitCodes } from './command-failure'
import { counted } from './format-table'
import { askHome } from './home-calls'
import type { Calls } from './owner-link'
import { harmless } from './paint'
import { readInput } from './read-input'

interface ReadFile {
  readonly name: string
  readonly text: string
}

/** Puts files in line as they are; `-` is stdin. One verdict per file; fails when any was refused. */
export async function queuePush(call: Call, lane: string, paths: readonly string[]): Promise<number> {
  const verdicts: DropVerdict[] = []
  for (const batch of batches(paths)) {
    const read = await Promise.all(batch.map((path) => readOne(call, path)))
    const files = read.filter((one): one is ReadFile => 'text' in one)
    const taken = files.length === 0 ? [] : await pushed(call, lane, files)
    // One verdict per file, in the order given.
    for (const one of read) verdicts.push('text' in one ? (taken.shift() ?? refused(one.name, 'No verdict.')) : one)
  }
  const refusals = verdicts.filter((verdict) => !verdict.accepted).length
  call.voice.answer({ lane, pushed: verdicts.length - refusals, refused: refusals, verdicts }, () => {
    const lines = verdicts.map((verdict) =>
      verdict.accepted
        ? `${harmless(verdict.name)}: in line as ${harmless(verdict.id)}`
        : `${harmless(verdict.name)}: ${call.voice.paint('red', 'refused')}: ${harmless(verdict.reason)}`,
    )
    const sum = `${counted(verdicts.length - refusals, 'file')} in line, ${refusals} refused.`
    return [...lines, ...(verdicts.length > 1 ? [sum] : [])].join('\n')
  })
  return refusals === 0 ? exitCodes.done : exitCodes.failed
}

function pushed(call: Call, lane: string, files: readonly ReadFile[]): Promise<DropVerdict[]> {
  const push = async (calls: Calls): Promise<DropVerdict[]> => {
    // One call holds at most so many bytes; a larger file goes alone.
    const verdicts: DropVerdict[] = []
    for (const some of bySize(files)) {
      const answer = await calls.lanes.drop({ lane, files: some })
      verdicts.push(...answer.verdicts)
    }
    return verdicts
  }
  return askHome(call, push, 'The files are put in line on the disk.')
}

async function readOne(call: Call, path: string): Promise<ReadFile | DropVerdict> {
  if (path === '-') {
    const text = await readInput(call.parts.stdin, bounds.dropBytes, {
      sentence: 'There is nothing on stdin to push.',
      nextStep: 'Pipe a message in, or name its file.',
    })
    return { name: `stdin-${call.parts.now().toString(36)}.json`, text }
  }
  try {
    const { size } = await stat(path)
    if (size > bounds.dropBytes) {
      const most = bounds.dropBytes.toLocaleString('en')
      return refused(path, `It is ${size.toLocaleString('en')} bytes long; at most ${most} can be pushed.`)
    }
    const decoded = decodedText(await readFile(path))
    return decoded.ok ? { name: basename(path), text: decoded.text } : refused(path, decoded.sentence)
  } catch (error) {
    return refused(path, `It cannot be read: ${faultText(error)}.`)
  }
}

function refused(name: string, reason: string): DropVerdict {
  return { accepted: false, name, reason }
}

function* batches(paths: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < paths.length; at += bounds.dropFiles) yield paths.slice(at, at + bounds.dropFiles)
}

function* bySize(files: readonly ReadFile[]): Generator<ReadFile[]> {
  let some: ReadFile[] = []
  let bytes = 0
  for (const file of files) {
    const size = Buffer.byteLength(file.text)
    if (some.length > 0 && bytes + size > bounds.dropBytes) {
      yield some
      some = []
      bytes = 0
    }
    some.push(file)
    bytes += size
  }
  if (some.length > 0) yield some
}
