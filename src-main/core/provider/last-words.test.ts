import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { lastWords } from './last-words'
import { readable } from './plain-words'

const Crash = z.object({ name: z.string(), stderr: z.array(z.string()), reason: z.string() })
const crashes = z
  .array(Crash)
  .parse(JSON.parse(readFileSync(new URL('../../testing/agents/crashes.json', import.meta.url), 'utf8')))

test.each(crashes)('the reason is what a crash was about, not its stack or footer: $name', ({ stderr, reason }) => {
  expect(lastWords(readable(stderr.join('\n')))).toBe(reason)
})

test.each<[string, string, string]>([
  [
    'Go',
    'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/opt/agent/main.go:6 +0x1d\nexit status 2',
    'panic: runtime error: index out of range [5] with length 3',
  ],
  [
    'Go, everything asleep',
    'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/opt/agent/main.go:5 +0x2d\nexit status 2',
    'fatal error: all goroutines are asleep - deadlock!',
  ],
  [
    'Ruby',
    "run.rb:2:in 'Object#run': undefined method 'id' for nil (NoMethodError)\n\n  user.id\n      ^^^\n\tfrom run.rb:5:in '<main>'",
    "run.rb:2:in 'Object#run': undefined method 'id' for nil (NoMethodError)",
  ],
  [
    'Ruby, a file',
    "run.rb:1:in `read': No such file or directory @ rb_sysopen - /x (Errno::ENOENT)\n\tfrom run.rb:1:in `<main>'",
    "run.rb:1:in `read': No such file or directory @ rb_sysopen - /x (Errno::ENOENT)",
  ],
  [
    'PHP',
    'PHP Fatal error:  Uncaught TypeError: strlen(): Argument #1 must be of type string in /opt/agent/run.php:3\nStack trace:\n#0 {main}\n  thrown in /opt/agent/run.php on line 3',
    'PHP Fatal error:  Uncaught TypeError: strlen(): Argument #1 must be of type string in /opt/agent/run.php:3',
  ],
  [
    'C#',
    'Unhandled exception. System.InvalidOperationException: no config\n   at Agent.Main(String[] args) in /opt/agent/Agent.cs:line 5',
    'Unhandled exception. System.InvalidOperationException: no config',
  ],
  [
    'Elixir',
    '** (RuntimeError) no config\n    agent.exs:3: Agent.run/1\n    (elixir 1.17.2) lib/code.ex:1491: Code.require_file/2',
    '** (RuntimeError) no config',
  ],
  [
    'Haskell',
    'agent: Prelude.head: empty list\nCallStack (from HasCallStack):\n  error, called at libraries/base/GHC/List.hs:1646:3 in base:GHC.List',
    'agent: Prelude.head: empty list',
  ],
  [
    'Lua',
    "lua: run.lua:1: attempt to index a nil value (global 'user')\nstack traceback:\n\trun.lua:1: in main chunk\n\t[C]: in ?",
    "lua: run.lua:1: attempt to index a nil value (global 'user')",
  ],
  ['R', "Error in f(2) : object 'y' not found\nCalls: f\nExecution halted", "Error in f(2) : object 'y' not found"],
  [
    'Kotlin',
    'Exception in thread "main" kotlin.KotlinNullPointerException\n\tat RunKt.main(Run.kt:2)',
    'Exception in thread "main" kotlin.KotlinNullPointerException',
  ],
  [
    'an older Rust',
    "thread 'main' panicked at 'no config', src/main.rs:2:5\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    "thread 'main' panicked at 'no config', src/main.rs:2:5",
  ],
  [
    'an older Node',
    '(node:7) UnhandledPromiseRejectionWarning: Error: no config\n    at run (/opt/agent/run.js:1:7)\n(node:7) UnhandledPromiseRejectionWarning: Unhandled promise rejection. This error originated either by throwing inside of an async function without a catch block. (rejection id: 1)\n(node:7) [DEP0018] DeprecationWarning: Unhandled promise rejections are deprecated.',
    '(node:7) UnhandledPromiseRejectionWarning: Error: no config',
  ],
  [
    'an older npm around a crash',
    '/opt/agent/run.js:1\nrun(\n   ^\n\nSyntaxError: missing ) after argument list\n    at Module._compile (internal/modules/cjs/loader.js:723:23)\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! agent@1.0.0 go: `node run.js`\nnpm ERR! Exit status 1\nnpm ERR! \nnpm ERR! Failed at the agent@1.0.0 go script.\nnpm ERR! This is probably not a problem with npm. There is likely additional logging output above.',
    'SyntaxError: missing ) after argument list',
  ],
  [
    'npm around a crash that it repeats',
    'npm error Lifecycle script `go` failed with error:\nnpm error code 1\nnpm error path /opt/agent\nnpm error workspace agent@1.0.0\nnpm error command failed\nnpm error command sh -c node run.js',
    'npm error Lifecycle script `go` failed with error:',
  ],
  [
    'pnpm around a crash',
    'TypeError: x is not a function\n    at file:///opt/agent/run.js:1:1\n\nNode.js v24.21.0\n\u2009ELIFECYCLE\u2009 Command failed with exit code 1.',
    'TypeError: x is not a function',
  ],
  ['pnpm', '\u2009ERR_PNPM_NO_SCRIPT\u2009 Missing script: go', 'ERR_PNPM_NO_SCRIPT\u2009 Missing script: go'],
  [
    'Yarn',
    'TypeError: x is not a function\n    at run.js:1:1\nerror Command failed with exit code 1.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.',
    'TypeError: x is not a function',
  ],
  ['zsh', 'zsh: command not found: foo', 'zsh: command not found: foo'],
  [
    'bash, with colours',
    '\u001b[31merror:\u001b[0m \u001b]8;;https://example.org\u0007no key\u001b]8;;\u0007',
    'error: no key',
  ],
  [
    'a program that was killed under a shell',
    'Loading the model\nrun.sh: line 3:  4711 Killed                  ./agent',
    'run.sh: line 3:  4711 Killed                  ./agent',
  ],
  [
    'an error that quotes the program it ran',
    'Error: Command failed: git push\nfatal: repository not found\n\n    at genericNodeError (node:internal/errors:984:15)\n    at run (file:///opt/agent/run.mjs:3:1) {\n  code: 128\n}\n\nNode.js v24.21.0',
    'fatal: repository not found',
  ],
  [
    'a log of lines of JSON',
    '{"level":30,"time":1,"msg":"begun"}\n{"level":50,"time":2,"err":{"message":"no"},"msg":"the \\"key\\" is missing"}',
    'the "key" is missing',
  ],
  [
    'a log with times',
    '2026-11-20T09:46:00.123Z  INFO agent: begun\n2026-11-20T09:46:01.456Z ERROR agent::login: no token\n2026-11-20T09:46:01.457Z  INFO agent: bye',
    '2026-11-20T09:46:01.456Z ERROR agent::login: no token',
  ],
  ['the log of Python', 'INFO:root:begun\nERROR:root:no token\nINFO:root:bye', 'ERROR:root:no token'],
  ['a bus error', 'Bus error (core dumped)', 'Bus error (core dumped)'],
  [
    'Docker',
    "docker: Error response from daemon: no such image.\n\nRun 'docker run --help' for more information",
    'docker: Error response from daemon: no such image.',
  ],
  ['carriage returns', 'Loading 10%\rLoading 100%\nfatal: no key\r\n', 'fatal: no key'],
  ['words that say nothing of an error', 'I could not go on.\n', 'I could not go on.'],
  [
    'nothing but a stack',
    '    at run (/opt/agent/run.js:1:1)\n    at main (/opt/agent/run.js:2:1)\n',
    'at main (/opt/agent/run.js:2:1)',
  ],
])('the reason of a crash is found: %s', (_name, stderr, reason) => {
  expect(lastWords(readable(stderr))).toBe(reason)
})

test('who said nothing gave no reason', () => {
  for (const nothing of ['', '\n \n', '\u001b[0m']) expect(lastWords(readable(nothing))).toBe(null)
})

test('whatever was written, a reason is short and found at once', () => {
  const hostile = [
    'Error: '.repeat(3000),
    `${' '.repeat(16_000)}x`,
    'A.'.repeat(8000),
    '('.repeat(16_000),
    '^\n'.repeat(8000),
    '  at\n'.repeat(4000),
    `${'thread '.repeat(2000)}panicked at `,
  ]
  for (const text of hostile) {
    const begun = process.cpuUsage()
    expect(lastWords(readable(text.slice(0, 16 * 1024)))?.length ?? 0).toBeLessThanOrEqual(300)
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000)
  }
})
