// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write their variables like this
import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { readAgain } from './read-again'

const told = (line: string): string[] => readAgain(line).map(({ text }) => text)

test.each([
  'trap "echo {{v}}" EXIT',
  "trap 'echo {{v}}' EXIT",
  'alias x="echo {{v}}"',
  'eval "echo {{v}}"',
  'eval echo {{v}}',
  'true && eval {{v}}',
  'if eval {{v}}; then :; fi',
  'A=1 eval {{v}}',
  'command eval {{v}}',
  'builtin eval {{v}}',
  "sh -c 'echo {{v}}'",
  'bash -lc "echo {{v}}"',
  '/bin/bash -ec "echo {{v}}"',
  'env A=1 sh -c "echo {{v}}"',
  'sudo -u x bash -c "echo {{v}}"',
  'xargs -0 sh -c "echo {{v}}"',
  'find . -exec sh -c "echo {{v}}" \\;',
  'docker exec c sh -c "echo {{v}}"',
  'echo {{v}} | sh',
  'echo "{{v}}" | tee log | bash -s',
  'sh <<EOF\necho {{v}}\nEOF',
  "bash <<'EOF'\necho {{v}}\nEOF",
  'bash <<< "echo {{v}}"',
  'bash <(echo {{v}})',
  'source <(echo {{v}})',
  '. /dev/stdin <<< "{{v}}"',
  '. "{{v}}"',
  'ssh host "echo {{v}}"',
  'ssh host echo {{v}}',
  'su -c "echo {{v}}" ann',
  'runuser -u ann -c "echo {{v}}"',
  'script -qc "echo {{v}}" log',
  'env -S "echo {{v}}"',
  'watch "echo {{v}}"',
  'watch -n 1 echo {{v}}',
  'parallel echo {{v}}',
  `awk "{ print {{v}} }" file`,
  `awk -F: -v a=1 '/{{v}}/' file`,
  'sed "s/a/{{v}}/" file',
  'sed -i -e "s/a/{{v}}/" file',
  'perl -pe "s/a/{{v}}/"',
  'python3 -c "print({{v}})"',
  'node -e "console.log({{v}})"',
  'PS4={{v}}; set -x',
  'PROMPT_COMMAND="echo {{v}}"',
  'GIT_SSH_COMMAND="ssh -i {{v}}" git fetch',
  'export BASH_ENV={{v}}',
  'printf -v "{{v}}" x',
  'read {{v}}',
  'read -r a {{v}}',
  'unset "{{v}}"',
  'mapfile -C {{v}} a',
  'let "a = {{v}}"',
  'declare "{{v}}"',
  'declare {{v}}=1',
  'declare -i n={{v}}',
  'export "{{v}}"',
  'local "{{v}}=1"',
  'test -v "{{v}}"',
  '[ -v {{v}} ]',
  '[[ -v {{v}} ]]',
  '[[ {{v}} -gt 1 ]]',
  '[[ 1 -lt "{{v}}" ]]',
  'a[{{v}}]=1',
  'make X={{v}}',
  'tmux send-keys "echo {{v}}" Enter',
  'x={{v}}; eval "echo $x"',
  'x="a {{v}}"; sh -c "echo $x"',
  'x={{v}}; echo $((x + 1))',
  'x={{v}}\ntrap "echo ${x}" EXIT',
  'for x in {{v}}; do eval $x; done',
  '(cd /tmp && eval {{v}})',
  'echo "$(eval {{v}})"',
  'echo `eval {{v}}`',
  'f() { eval "{{v}}"; }',
  '! eval {{v}}',
  '(( {{v}} + 1 ))',
  'echo $[ {{v}} ]',
  'echo ${a[{{v}}]}',
  'echo ${a:{{v}}}',
  '{ echo {{v}}; } | sh',
  'for i in 1; do echo {{v}}; done | bash',
  'echo {{v}} | (cd /; sh)',
  '(echo {{v}}) | sh',
  'echo {{v}} | xargs -I% sh -c %',
  'while eval {{v}}; do :; done',
])('%s hands a value on to be read again', (line) => {
  expect(told(line)).toEqual(['{{v}}'])
})

test.each([
  'echo {{v}}',
  'git commit -m "fix: {{v}}" && git push origin {{v}}',
  `trap 'rm -f "$file"' EXIT; echo {{v}}`,
  `v={{v}}; trap 'echo "$v"' EXIT`,
  `v={{v}}; eval 'echo "$v"'`,
  `sh -c 'echo "$1"' sh {{v}}`,
  'sh ./build.sh {{v}}',
  `export v={{v}}; bash -c 'echo "$v"'`,
  `find . -name "{{v}}" -exec rm {} +`,
  `printf %s "{{v}}" | ssh host 'v=$(cat); echo "$v"'`,
  `awk -v v={{v}} '{ print v }' file`,
  `echo {{v}} | xargs sh -c 'echo "$@"' sh`,
  'printf %s {{v}}',
  'export V={{v}}',
  'readonly v="a {{v}}"',
  'test {{v}} = good',
  '[ "{{v}}" -gt 1 ]',
  '[[ {{v}} == a* ]]',
  'make {{v}}',
  'cat <<EOF\neval {{v}}\nEOF',
  '# eval {{v}}\necho {{v}}',
  'echo eval {{v}}',
  'echo "eval {{v}}"',
  'echo "${x:-{{v}}}"',
  'echo $(( {{v}} + 1 ))',
  'case {{v}} in a) echo a ;; esac',
  'gh issue edit {{v}} --add-label x; oj queue push a --var b="{{v}}"',
  'eval "$(ssh-agent)"; echo {{v}}',
])('%s takes a value as a text', (line) => {
  expect(told(line)).toEqual([])
})

test('each placeholder is told once, with what does it and what to write instead', () => {
  expect(readAgain('trap "echo {{inputs.v}} {{ inputs.w }} {{inputs.v}}" EXIT')).toEqual([
    {
      text: '{{inputs.v}}',
      sentence: `{{inputs.v}} must not stand here: trap reads its words again when the signal comes. Set a variable to it and name that where no shell reads it again: v=… ; trap 'echo "$v"' EXIT`,
    },
    { text: '{{ inputs.w }}', sentence: expect.stringContaining('{{ inputs.w }} must not stand here') },
  ])
})

test('a long line of anything is looked through in no time', () => {
  for (const piece of ['$(', '(', '`', '"', "'", '${', 'a[{{v}}', '<<E\n', '{{v}} ', '\\', 'eval {{v}};', 'x={{v}} ']) {
    const begun = performance.now()
    readAgain(`${piece.repeat(100_000 / piece.length)} {{w}}`)
    // Generous for a machine under load; alone it takes some hundredths of a second.
    expect(performance.now() - begun, piece).toBeLessThan(2000)
  }
})

test('a piece of a value is read again like the value', () => {
  expect(readAgain('echo {{inputs.a}}; eval "echo {{inputs.a:0:3}}"').map(({ text }) => text)).toHaveLength(1)
  expect(readAgain('sh -c "echo {{inputs.a:0:3}}"')).toHaveLength(1)
})
