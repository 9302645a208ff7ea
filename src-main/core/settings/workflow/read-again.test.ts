// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells write their variables like this
import { expect, test } from 'vitest'
import { longestLine } from './looking-bounds'
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
  'set -- {{v}}; eval "$1"',
  'set -- {{v}}; sh -c "$*"',
  'f() { eval "$1"; }; f {{v}}',
  'f() { trap "$1" EXIT; }; f {{v}}',
  'a=({{v}}); eval "${a[0]}"',
  'read -r x <<< {{v}}; eval "$x"',
  'read -r x <<EOF\n{{v}}\nEOF\neval "$x"',
  'printf %s {{v}} | { read -r x; eval "$x"; }',
  'echo {{v}} | while read -r x; do sh -c "$x"; done',
  'while read -r x; do eval $x; done <<< {{v}}',
  'mapfile -t x <<< {{v}}; eval "${x[0]}"',
  'x=$(echo {{v}}); eval "$x"',
  'x=`echo {{v}}`; sh -c "$x"',
  'y={{v}}; z="$y b"; x="$z c"; eval "$x"',
  'printf -v x %s {{v}}; eval "$x"',
  `export x={{v}}; sh -c 'eval "$x"'`,
  `bash -c 'eval "$1"' _ {{v}}`,
  `find . -exec sh -c 'eval "$1"' _ {{v}} \\;`,
  'echo {{v}} > s.sh; sh s.sh',
  'echo "{{v}}" > ./s.sh && . ./s.sh',
  'cat > s.sh <<EOF\n{{v}}\nEOF\nchmod +x s.sh; ./s.sh',
  'echo {{v}} | tee s.sh; bash s.sh',
  'echo {{v}} | bash /dev/stdin',
  'python3 <<EOF\nprint("{{v}}")\nEOF',
  'echo "print({{v}})" | python3 -',
  'node <<EOF\nconsole.log("{{v}}")\nEOF',
  'awk -f - file <<< {{v}}',
  'sed -f - file <<< {{v}}',
  'git -c alias.x={{v}} x',
  'git -c core.sshCommand={{v}} fetch',
  'x={{v}}; echo ${!x}',
  'x={{v}}; echo "${x@P}"',
  'x={{v}}; let x+=1',
  'x={{v}}; [[ x -eq 1 ]]',
  'x={{v}}; a[x]=1',
  'declare -i y; y={{v}}',
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
  'set -- {{v}}; echo "$1"',
  'f() { echo "$1"; }; f {{v}}',
  'a=({{v}}); git push origin "${a[@]}"',
  'read -r x <<< {{v}}; echo "$x"',
  'echo {{v}} > notes.txt; sh build.sh',
  'python3 build.py {{v}}',
  `printf %s {{v}} | python3 -c 'import sys; print(sys.stdin.read())'`,
  `printf %s {{v}} | awk '{ print $1 }'`,
  `printf %s {{v}} | sed 's/a/b/'`,
  'git -c user.name={{v}} commit -m "{{v}}"',
  'x=$(git rev-parse HEAD); eval "echo $x"; echo {{v}}',
  'n=$(wc -l < file); [[ $n -gt 1 ]] && echo {{v}}',
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

test.each([
  '$(',
  '(',
  '`',
  '"',
  "'",
  '${',
  'a[{{v}}',
  '<<E\n',
  '{{v}} ',
  '\\',
  'eval {{v}};',
  'x={{v}} ',
  'x=(a ',
  'read x;',
  'x=$x ',
  'echo a > b;./b;',
  'sh -c "',
  'echo|',
  'done|',
  '(a|',
  '$(a|',
  'echo {{v}}|sh|',
  '-c sh ',
  'xargs sh ',
  'sudo sh -c ',
  'eval eval ',
  'env env ',
  'done <<<a;read x;',
  'x',
  'f()',
])('a line of nothing but %j is looked through within its bounds, or refused by name', (piece) => {
  const line = `${piece.repeat((longestLine - 10) / piece.length)} {{w}}`
  readAgain(line)
  const begun = process.cpuUsage()
  const told = readAgain(line)
  // Alone it takes some hundredths of a second; without the bounds some of these take seconds, others all memory.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(200)
  for (const { sentence } of told)
    expect(sentence).toMatch(/^\S+ must not stand here|^There is too much in this shell line/)
})

test('a line of many values, each of its own name, is looked through within its bounds', () => {
  const line = Array.from({ length: 900 }, (_, at) => `{{n${at}}}`).join('')
  const begun = process.cpuUsage()
  expect(readAgain(line)).toEqual([])
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(200)
})

test('a longer line is refused, with what to do instead; one without values is nobody’s matter', () => {
  expect(readAgain(`${'echo a\n'.repeat(2000)} echo {{w}}`)).toEqual([
    {
      text: '{{w}}',
      sentence:
        'A shell line that values are filled in has at most 8 KB; this one is longer. Write it into a script of its own and hand the values over as its arguments: sh ./script.sh {{…}}',
    },
  ])
  expect(readAgain('done|'.repeat(20_000))).toEqual([])
})

test('a long line as people write them passes', () => {
  const piece =
    'for f in "$dir"/*.txt; do\n  sort < "$f" | uniq -c | sort -rn | head -n 5 >> report.txt || exit 1\ndone\n'
  const handed = `git commit -m {{v}}\nread -r x <<< "$(git rev-parse HEAD)"\nsh -c 'echo "$1"' sh {{v}}\n`
  expect(told(`${piece.repeat(50)}${handed.repeat(20)}`)).toEqual([])
})

test('a piece of a value is read again like the value', () => {
  expect(readAgain('echo {{inputs.a}}; eval "echo {{inputs.a:0:3}}"').map(({ text }) => text)).toHaveLength(1)
  expect(readAgain('sh -c "echo {{inputs.a:0:3}}"')).toHaveLength(1)
})
