// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write their variables like this
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellScript } from './shell-script'

const hostile = [
  `a'b"c`,
  '$(echo INJECTED)',
  '`echo INJECTED`',
  '"; echo INJECTED; "',
  `'; echo INJECTED; '`,
  'x\necho INJECTED\nEOF\necho INJECTED',
  '\\',
  '\\"$(echo INJECTED)\\"',
  '${HOME} * ~',
  '#',
  ')',
  '{{v}}',
  '-n',
  '',
]
interface Said {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** What the scripts say, each run by a shell of its own, all of them by one process of ours. */
function runAll(scripts: readonly string[]): Said[] {
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-scripts-'))
  try {
    for (const [at, script] of scripts.entries()) writeFileSync(join(folder, String(at)), script)
    const each = `cd "$1"; i=0; while [ -e $i ]; do /bin/sh $i > $i.out 2> $i.err < /dev/null; echo $? > $i.status; i=$((i+1)); done`
    // Bound for a machine on which starting a shell takes a tenth of a second.
    const { status, signal } = spawnSync('/bin/sh', ['-c', each, 'sh', folder], { timeout: 60_000, cwd: folder })
    expect([status, signal], 'the shell that runs them all').toEqual([0, null])
    const read = (at: number, what: string): string => readFileSync(join(folder, `${at}.${what}`), 'utf8')
    return scripts.map((_script, at) => ({
      status: Number(read(at, 'status')),
      stdout: read(at, 'out'),
      stderr: read(at, 'err'),
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const scriptOf = (template: string, value: string): string => shellScript(template, new Map([['v', value]]))
const runEach = (template: string, values: readonly string[]): Said[] =>
  runAll(values.map((value) => scriptOf(template, value)))

test.each([
  ['words', 'printf %s {{v}}', ''],
  ['double quotes', 'printf %s "{{v}}"', ''],
  ['the middle of double quotes', 'printf %s "a {{v}} b"', 'a |b'],
  ['single quotes', `printf %s 'a {{v}} b'`, 'a |b'],
  ['a command within double quotes', 'printf %s "a $(printf %s. {{v}}) b"', 'a |.b'],
  ['double quotes of a command within double quotes', 'printf %s "a $(printf %s. "{{v}}") b"', 'a |.b'],
  ['backticks', 'printf %s "a `printf %s. {{v}}` b"', 'a |.b'],
  ['a subshell after quotes', `printf %s "a "; (printf %s {{v}}); printf %s ' b'`, 'a |b'],
  ['words after a comment', `# it's {{v}}\nprintf %s "{{v}}"`, ''],
  ['words after an escaped quote', 'printf %s \\"{{v}}\\"', '"|"'],
  ['an escaped placeholder', 'printf %s "a"\\{{v}}', 'a|'],
  ['a default of a variable', 'printf %s "${nothing:-{{v}}}"', ''],
])('a value is what it is in %s, whatever it holds', (_place, template, around) => {
  const [before = '', after = ''] = around.includes('|') ? around.split('|') : ['', '']
  const gap = after.endsWith('b') ? after.replace('b', ' b') : after
  const said = runEach(template, hostile)
  expect(said.map(({ status, stdout }) => ({ status, stdout }))).toEqual(
    hostile.map((value) => ({ status: 0, stdout: before + value + gap })),
  )
})

test('a value is what it is in a here-document, also where the shell fills nothing in', () => {
  const said = (template: string): string[] => runEach(template, hostile).map(({ stdout }) => stdout)
  expect(said('cat <<EOF\n[{{v}}] "{{v}}"\nEOF\nprintf %s {{v}}')).toEqual(
    hostile.map((value) => `[${value}] "${value}"\n${value}`),
  )
  expect(said("cat <<'EOF'; cat <<\\OTHER\n$HOME \\ `x` {{v}}\nEOF\n{{v}}\nOTHER\n")).toEqual(
    hostile.map((value) => `$HOME \\ \`x\` ${value}\n${value}\n`),
  )
  expect(said('cat <<-"EOF"; printf %s. "{{v}}"\n\t$HOME\n\tEOF\n')).toEqual(hostile.map((value) => `$HOME\n${value}.`))
})

test('only numbers are reckoned with', () => {
  const [number, other] = runEach('echo $(( {{v}} + 1 ))', ['41', 'a[$(echo INJECTED >&2)]'])
  expect(number).toMatchObject({ status: 0, stdout: '42\n' })
  expect(other?.status).not.toBe(0)
})

test('a line of plain words stays one line', () => {
  expect(
    shellScript(
      'make {{a}} && echo {{b}}',
      new Map([
        ['a', `x'y`],
        ['b', '1'],
      ]),
    ),
  ).toBe(`make 'x'\\''y' && echo '1'`)
  expect(shellScript('echo "{{a}}" {{a}}', new Map([['a', 'x']]))).toBe(
    `_value_1='x'\necho "\${_value_1}" "\${_value_1}"`,
  )
})

test('whatever the template, no value becomes a command', () => {
  const piece = fc.constantFrom(
    '"',
    "'",
    '`',
    '$(',
    ')',
    '(',
    '\\',
    '{{v}}',
    ' ',
    '\n',
    '#',
    '<<EOF',
    "<<'EOF'",
    'EOF',
    'true',
    'echo',
    ';',
    '$((',
    '))',
    '|',
  )
  const templates = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))
  // Only a shell that runs the probe says "ran 2".
  const said = 'echo ran $((1+1)) >&2'
  const probe = `x;${said};$(${said})\`${said}\`\n${said}\n"\n${said}\n'\n${said}\nEOF\n${said}\n)\n${said}\n#`
  fc.assert(
    fc.property(fc.array(templates, { minLength: 60, maxLength: 60 }), (all) => {
      const ran = runAll(all.map((template) => scriptOf(template, probe)))
      expect(all.filter((_template, at) => ran[at]?.stderr.includes('ran 2'))).toEqual([])
    }),
    { numRuns: 5 },
  )
}, 120_000)
