// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write their variables like this
import { spawnSync } from 'node:child_process'
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
const run = (template: string, value: string): { status: number | null; stdout: string } => {
  const { status, stdout } = spawnSync('/bin/sh', ['-c', shellScript(template, new Map([['v', value]]))], {
    encoding: 'utf8',
  })
  return { status, stdout }
}

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
  for (const value of hostile) {
    const gap = after.endsWith('b') ? after.replace('b', ' b') : after
    expect(run(template, value)).toEqual({ status: 0, stdout: before + value + gap })
  }
})

test('a value is what it is in a here-document, also where the shell fills nothing in', () => {
  for (const value of hostile) {
    expect(run('cat <<EOF\n[{{v}}] "{{v}}"\nEOF\nprintf %s {{v}}', value).stdout).toBe(
      `[${value}] "${value}"\n${value}`,
    )
    expect(run("cat <<'EOF'; cat <<\\OTHER\n$HOME \\ `x` {{v}}\nEOF\n{{v}}\nOTHER\n", value).stdout).toBe(
      `$HOME \\ \`x\` ${value}\n${value}\n`,
    )
    expect(run('cat <<-"EOF"; printf %s. "{{v}}"\n\t$HOME\n\tEOF\n', value).stdout).toBe(`$HOME\n${value}.`)
  }
})

test('only numbers are reckoned with', () => {
  expect(run('echo $(( {{v}} + 1 ))', '41')).toEqual({ status: 0, stdout: '42\n' })
  expect(run('echo $(( {{v}} + 1 ))', 'a[$(echo INJECTED >&2)]').status).not.toBe(0)
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
    fc.property(templates, (template) => {
      const script = shellScript(template, new Map([['v', probe]]))
      const { stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' })
      expect(stderr).not.toContain('ran 2')
    }),
    { numRuns: 300 },
  )
})
