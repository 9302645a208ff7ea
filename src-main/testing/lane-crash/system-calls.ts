/** One system call on files, as a trace shows it. Positions count lines of the trace, so they give its order. */
export interface SystemCall {
  readonly name: string
  /** Where it was entered and where it had returned; the same unless other calls ran meanwhile. */
  readonly enteredAt: number
  readonly returnedAt: number
  readonly ok: boolean
  /** Its paths in order; for a call on an open file, that file's path. */
  readonly paths: readonly string[]
  /** What was written, as far as the trace shows it; empty for other calls. */
  readonly text: string
}

const begun = /^(?:\[pid\s+(\d+)\]\s+|(\d+)\s+)?([a-z_0-9]+)\((.*)$/
const resumed = /^(?:\[pid\s+(\d+)\]\s+|(\d+)\s+)?<\.\.\. ([a-z_0-9]+) resumed>(.*)$/

/** Reads a trace made by `strace -f -y`; lines that are no finished file call are left out. */
export function systemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, { readonly text: string; readonly enteredAt: number }>()
  for (const [position, line] of trace.split('\n').entries()) {
    const again = resumed.exec(line)
    if (again !== null) {
      const thread = `${again[1] ?? again[2] ?? ''} ${again[3]}`
      const first = unfinished.get(thread)
      unfinished.delete(thread)
      if (first !== undefined)
        calls.push(callOf(again[3] ?? '', first.text + (again[4] ?? ''), first.enteredAt, position))
      continue
    }
    const [, bracketed, plain, name, rest] = begun.exec(line) ?? []
    if (name === undefined || rest === undefined) continue
    if (rest.endsWith(' <unfinished ...>')) {
      const text = rest.slice(0, -' <unfinished ...>'.length)
      unfinished.set(`${bracketed ?? plain ?? ''} ${name}`, { text, enteredAt: position })
    } else if (/\) += /.test(rest)) {
      calls.push(callOf(name, rest, position, position))
    }
  }
  return calls.sort((a, b) => a.enteredAt - b.enteredAt)
}

const writes = new Set(['write', 'pwrite64', 'writev', 'pwritev'])
const onOpenFile = new Set([...writes, 'fsync', 'fdatasync', 'close'])

function callOf(name: string, text: string, enteredAt: number, returnedAt: number): SystemCall {
  const result = /\)\s+= (-?\d+|\?)[^"]*$/.exec(text)?.[1]
  const quoted = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? '')
  const opened = /^\d+<([^>]*)>/.exec(text)?.[1]
  return {
    name,
    enteredAt,
    returnedAt,
    ok: result !== undefined && result !== '?' && !result.startsWith('-'),
    paths: onOpenFile.has(name) ? [opened ?? ''] : quoted,
    text: writes.has(name) ? quoted.join('') : '',
  }
}
