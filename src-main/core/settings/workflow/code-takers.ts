/*
 * Commands that read a word of theirs, or what goes into them, as code: what they are called, where the code stands, and how to
 * hand a value over to each instead.
 */

export const shells = /^(?:ba|da|z|k|mk|a|fi|c|tc)?sh$/
/** They run the command that stands among their words. */
export const carriers = new Set(
  'command builtin exec env nohup nice sudo doas timeout time xargs stdbuf setsid ionice chroot nsenter unshare strace busybox flock find parallel docker podman kubectl'.split(
    ' ',
  ),
)
export const opening = new Set('if then elif else while until do ! { time coproc function'.split(' '))
/** Every word of theirs is read again. */
export const whole: Readonly<Record<string, string>> = {
  eval: 'eval reads its words again',
  trap: 'trap reads its words again when the signal comes',
  alias: 'an alias is read again wherever it is used',
  source: 'source reads it as a script',
  '.': 'it is read as a script',
  let: 'let reckons with it, which can run commands',
  read: 'it would name a variable, and such names are reckoned with',
  unset: 'it would name a variable, and such names are reckoned with',
  mapfile: 'it would name a variable or a command',
  readarray: 'it would name a variable or a command',
  getopts: 'it would name a variable, and such names are reckoned with',
  complete: 'it is read again when something is completed',
  bind: 'it is read again at a key',
  ssh: 'ssh hands its words to a shell on the other side',
  rsh: 'rsh hands its words to a shell on the other side',
  mosh: 'mosh hands its words to a shell on the other side',
  watch: 'watch hands its words to a shell',
  parallel: 'parallel hands its words to a shell',
  tmux: 'tmux hands its words to a shell',
  screen: 'screen hands its words to a shell',
}
/** Their code stands behind one of these options. */
export const coded: readonly (readonly [program: RegExp, option: RegExp])[] = [
  [shells, /^[-+][a-zA-Z]*c[a-zA-Z]*$/],
  [/^(?:su|runuser|script|flock|sg|xterm|expect)$/, /^(?:-[a-zA-Z]*c|--command|--session-command)$/],
  [/^env$/, /^(?:-[a-zA-Z0-9]*S|--split-string)$/],
  [/^perl[\d.]*$/, /^-[a-zA-Z0-9]*[eE]$/],
  [/^(?:python|pypy)[\d.]*$/, /^-[a-zA-Z]*c$/],
  [/^(?:node|bun|deno)$/, /^(?:-[ep]+|--eval|--print|eval)$/],
  [/^(?:ruby|lua|osascript)[\d.]*$/, /^-[a-zA-Z]*e$/],
  [/^php[\d.]*$/, /^-[rBRE]$/],
  [/^sed$/, /^(?:-[a-zA-Z]*e|--expression)$/],
  [/^printf$/, /^-v$/],
  [/^(?:test|\[|\[\[)$/, /^-[vR]$/],
]
/** Their first word that is no option is code. */
export const leading = new Map<string, ReadonlySet<string>>([
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name) => [name, new Set(['-v', '-F', '-f', '--assign'])] as const),
  ['sed', new Set(['-f', '--file', '-l'])],
])
export const declaring = new Set(['declare', 'typeset', 'local', 'readonly', 'export'])
/** What these hold is run by somebody. */
export const running =
  /^(?:PS[0-4]|PROMPT_COMMAND|ENV|BASH_ENV|BASH_FUNC_.*|SHELL|EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|LESSOPEN|LESSCLOSE|GIT_(?:SSH(?:_COMMAND)?|EDITOR|PAGER|ASKPASS|SEQUENCE_EDITOR|EXTERNAL_DIFF|PROXY_COMMAND)|SSH_ASKPASS|SUDO_ASKPASS|LD_[A-Z_]+|DYLD_[A-Z_]+|PERL5OPT|PYTHONSTARTUP|NODE_OPTIONS|MAKEFLAGS|PATH)\+?=/
/** Programs that read code from their input where they are given none. */
export const interpreters = /^(?:python|pypy|perl|ruby|php|node|lua|bun|deno|[gmn]?awk|sed|osascript)[\d.]*$/
export const runsIt =
  /^(?:alias\.|pager\.|core\.(?:sshcommand|pager|editor|askpass|fsmonitor|hookspath|gitproxy)|credential\.|sequence\.editor|[^=]*\.(?:cmd|command|helper|program|textconv|driver|process|clean|smudge|path)=|[^=]*\uE000[^=]*=)/i
export const comparing = /^-(?:eq|ne|lt|le|gt|ge)$/

const instead = 'Set a variable to it and name that where no shell reads it again: '
export const spelling: Readonly<Record<string, string>> = {
  trap: `${instead}v=… ; trap 'echo "$v"' EXIT`,
  eval: `${instead}v=… ; eval 'echo "$v"'`,
  alias: 'Write a function, which takes it as "$1".',
  awk: `Hand it over as a value: awk -v v=… '{ print v }'`,
  ssh: `Send it over stdin: printf %s … | ssh HOST 'v=$(cat); …'`,
  shell: `Hand it over as an argument: sh -c 'echo "$1"' sh …`,
  code: 'Hand it over as an argument or in an exported variable.',
  number: 'Look first whether it is a number: case … in *[!0-9]*) exit 1 ;; esac, in a step of its own.',
}
