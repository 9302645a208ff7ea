import { z } from 'zod'
import { jsonOf } from './lines'

/** Far more than a person reads of one line; what comes behind it is not looked at. */
const longestLine = 2000
/** A crash and all that follows from it are shorter. */
const mostLines = 500
const longestReason = 300

/** What is written around the cause of a crash, or follows from it: never the reason while another line is there. */
const beside: readonly RegExp[] = [
  // Stacks.
  /^\s+at(?: \S.*)?$/,
  /^\s+from \S/,
  /^\s*File ".*", line \d+/,
  /^#\d+ /,
  /^Caused by: |^Suppressed: |^\s*\.\.\. \d+ more$/,
  /^(?:\S+ )?(?:stack (?:back)?trace|stacktrace|traceback).{0,40}:$|^-+ (?:Native|JS) stack|^CallStack \(/i,
  /^goroutine \d+ \[|^exit status \d+$|^created by /,
  /^Traceback \(most recent call last\):$|^During handling of the above|^The above exception was/,
  // Footers, and what to do about it.
  /^(?:Node\.js|Bun|deno|Deno) v?\d/,
  /^\(Use `node --trace|^\(node:\d+\) (?!UnhandledPromiseRejectionWarning: \S*(?:Error|Exception))/,
  /^note: |^hint: |^help: |^info |^Hint: |^usage: |^Try ['`"‘]|^See ['`"‘]|^For more information|^Run ['`"‘]/i,
  /^\/[a-z-]+ (?:to|for) |^To update, please run|^This will ensure /,
  /^Reading prompt from stdin\.*$/,
  /^\(?warning\b(?!: Detected unsettled)|^WARN\b/i,
  // What only says that something failed before.
  /^(?:\S+ )?(?:Error: )?Command failed with exit code|^ELIFECYCLE\b|exited with (?:exit )?(?:code|status) \d+/i,
  /^make(?:\[\d+\])?: (?:\*\*\* \[.*\] Error \d+|Leaving directory)/,
  /^error: (?:aborting due to|could not compile|compilation failed|Recipe `.*` failed)|^compilation terminated\.$/,
  /^BEGIN failed--|^Execution of .* aborted|^Execution halted$|^tar: Error is not recoverable/,
  /^terminate called (?:without|recursively)|^==\d+==ABORTING|^\d+ errors?(?: generated)?\.?$/,
  // A thread that only met with another's panic.
  /panicked at .*(?:Any \{ \.\. \}|PoisonError \{ \.\. \})$/,
  /^\s*[\^~|+}\])=*-]+[\s^~|+}\])=*-]*$/,
]

const name = String.raw`(?:[\w$]+(?:\.|::))*[A-Z][\w$]*`
/** Lines that call themselves an error. */
const errors: readonly RegExp[] = [
  /^(?:Uncaught |Unhandled exception\. |Exception in thread ".{0,200}" )/,
  new RegExp(String.raw`^${name}(?:Error|Exception|Rejection|Interrupt|Failure|Fault)(?: \[\w+\])?(?:: |:?$)`),
  /^[\w$]+ \[\w*(?:Error|Exception)\w*\]: /,
  /^\(node:\d+\) UnhandledPromiseRejectionWarning: \S*(?:Error|Exception)/,
  /^Warning: Detected unsettled top-level await/,
  /^(?:PHP )?(?:\[?(?:fatal|error|panic|critical|exception)\b|err!)/i,
  /^ERR_\w+ /,
  /^[^\s:]{1,80}: (?:line \d+: |\d+: )?(?:\w+ )?(?:fatal |internal )?(?:error|panic)\b/i,
  /^.{0,200}:\d+:in .{1,300}: .* \([\w:]*(?:Error|Exception|Interrupt|Errno::\w+)\)$/,
  /^\S.{0,300}:\d+(?::\d+)?: (?:fatal )?error: /,
  /^\*\* \((?:\w+\.)*\w+\) /,
  /^thread .{1,200} (?:panicked at|has overflowed its stack)/,
  /^terminate called after throwing /,
  /^==\d+==ERROR: /,
  /\bsyntax error\b/i,
  /: (?:command not found|not found|unbound variable|parameter not set)$|: command not found: /,
  /\bAssertion .{1,300} failed\b/,
  /^.{0,80}\b(?:ERROR|FATAL|CRITICAL|PANIC)\b/,
]
/** How a shell tells of a program that a signal ended; what that program said itself is worth more. */
const signals =
  /\b(?:Segmentation fault|Bus error|Illegal instruction|Floating point exception|Aborted|Killed|Terminated)\b/

/**
 * Why a program failed, on one line, out of the end of what it wrote to stderr, without colours: the last line that calls
 * itself an error, be it by the conventions of its language; else the last that is neither part of a stack nor a footer.
 */
export function lastWords(said: string): string | null {
  const lines = joined(folded(said.split('\n').slice(-mostLines)).map(plain))
  const telling = lines.filter(({ text }) => text !== '' && !beside.some((pattern) => pattern.test(text)))
  const found =
    telling.findLast(({ text, is }) => is === 'error' || errors.some((pattern) => pattern.test(text))) ??
    telling.find(({ is }) => is === 'npm') ??
    telling.findLast(({ text }) => signals.test(text)) ??
    telling.findLast(({ text }) => !/^\s/.test(text)) ??
    telling.at(-1) ??
    lines.findLast(({ text }) => text.trim() !== '')
  return found === undefined ? null : tidy(found.text).slice(0, longestReason)
}

const ErrorLevel = z.union([z.number().min(50).max(60), z.stringFormat('level', /^(?:error|fatal|critical)$/i)])
const LoggedError = z
  .looseObject({ msg: z.string().optional(), message: z.string().optional() })
  .and(z.union([z.looseObject({ level: ErrorLevel }), z.looseObject({ severity: ErrorLevel })]))

interface Line {
  readonly text: string
  /** What its place among the others makes of it. */
  readonly is?: 'error' | 'npm'
}

function plain(line: string): string {
  // An exception group of Python's draws a tree.
  return line
    .slice(0, longestLine)
    .trimEnd()
    .replace(/^ {2}[|+] (?=\S)/, '')
}

/** Lines with JSON that was written over several of them on one. */
function folded(lines: readonly string[]): string[] {
  const put: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const end = /^\S?.{0,300}[{[]\s*$/.test(line)
      ? lines.findIndex((later, index) => index > at && !/^\s/.test(later))
      : -1
    const inside = lines.slice(at + 1, end)
    const isJson = /^[}\]]/.test(lines[end] ?? '') && inside.every((one) => /^\s+(?:["{}[\]]|$)/.test(one))
    if (end === -1 || inside.length === 0 || !isJson) {
      put.push(line)
      continue
    }
    put.push([line, ...inside, lines[end] ?? ''].map((one) => one.trim()).join(' '))
    at = end
  }
  return put
}

/** Lines with those put together that say one thing, and those marked that are errors by where they stand. */
function joined(lines: readonly string[]): Line[] {
  return lines.map((text, index) => {
    const next = lines.slice(index + 1).find((line) => line !== '') ?? ''
    // Since 2023 Rust writes the message on a line of its own.
    if (/^thread .{1,200} panicked at .{1,300}:$/.test(text)) return { text: `${text} ${next.trim()}` }
    if (/^terminate called after throwing/.test(text) && /^\s+what\(\): /.test(next)) {
      return { text: `${text.replace(/^.* of '(.*)'$/, '$1')}: ${next.replace(/^\s+what\(\):\s*/, '')}`, is: 'error' }
    }
    if (/^\s+while executing$/.test(next)) return { text, is: 'error' }
    const npm = /^npm (?:ERR!|error)(?: (.*))?$/.exec(text)
    if (npm !== null) return npmLine(npm[1] ?? '')
    const said = messageOfJson(text)
    if (said !== null) return { text: said, is: 'error' }
    return isThrown(lines, index) ? { text, is: 'error' } : { text }
  })
}

/** Whether a line is what was thrown: below the place in the source that Node shows, or a traceback of Python's. */
function isThrown(lines: readonly string[], index: number): boolean {
  const text = lines[index] ?? ''
  if (text === '' || /^\s/.test(text)) return false
  let at = index - 1
  while (at >= 0 && lines[at] === '') at--
  if (/^\s*\^+$/.test(lines[at] ?? '')) {
    return lines.slice(Math.max(0, at - 6), at).some((line) => /^(?:file:|node:|\/|[A-Z]:\\).{0,500}:\d+$/.test(line))
  }
  // Everything of a traceback is indented.
  while (at >= 0 && /^\s+\S/.test(lines[at] ?? '')) at--
  return at < index - 1 && /^(?:\w+ )*Traceback \(most recent call last\):$/.test(lines[at] ?? '')
}

/** npm tells codes and places first, and reports what a script ended with in as many words as what it met with itself. */
function npmLine(said: string): Line {
  const isFact =
    /^(?:\s|\}|code |errno |syscall |path |command |cwd |signal |workspace |location |Exit status|A complete log|This is probably not)/
  return said === '' || isFact.test(said) ? { text: '' } : { text: `npm error ${said}`, is: 'npm' }
}

/** The message of a line that a program logs as JSON, if it is one of an error. */
function messageOfJson(line: string): string | null {
  if (!line.startsWith('{')) return null
  const { data } = LoggedError.safeParse(jsonOf(line))
  return data?.msg ?? data?.message ?? null
}

function tidy(text: string): string {
  const [, rejected] = /^\[?UnhandledPromiseRejection: This error .* with the reason "(.*)"/.exec(text) ?? []
  if (rejected !== undefined) return `UnhandledPromiseRejection: ${rejected}`
  return text
    .trim()
    .replace(/^\[(.*)\](?: \{)?$/, '$1')
    .replace(/ \{$/, '')
}
