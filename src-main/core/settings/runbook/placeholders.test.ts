// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { expect, test } from 'vitest'
import { localProblem, type Scope, templated } from './placeholders'

const scope: Scope = {
  vars: ['title', 'branch'],
  whole: 'bug',
  locals: { subject: 'fix: ${var.title}', id: '${workspace.nonce}' },
}
const sentences = (text: string): string[] => templated(text, scope).problems.map(({ sentence }) => sentence)

test.each([
  ['${var.title}', '{{inputs.title}}'],
  ['git push ${ var.branch } && echo "${item.title}"', 'git push {{inputs.branch}} && echo "{{inputs.title}}"'],
  ['${var.bug.title}', '{{inputs.title}}'],
  ['${var.item.title}', '{{inputs.title}}'],
  ['git commit -m "${local.subject}"', 'git commit -m "fix: {{inputs.title}}"'],
  ['${var.title:0:80} ${local.id:2}', '{{inputs.title:0:80}} {{workflow.run_id:2}}'],
  ['${local.id} ${workspace.root}', '{{workflow.run_id}} {{workflow.run_workspace}}'],
  [
    '{{inputs.title}} {{steps.build.outputs.result}} {{state.build_summary}}',
    '{{inputs.title}} {{steps.build.outputs.result}} {{state.build_summary}}',
  ],
])('%j becomes %j', (text, template) => {
  expect(templated(text, scope)).toEqual({ template, problems: [] })
})

test.each(['${HOME}/x', '${count:-1}', '${#list}', '${file%.*}', '$((1 + 2))', '$title', 'awk "{print $1}"'])(
  'what belongs to the shell stays: %j',
  (text) => {
    expect(templated(text, scope)).toEqual({ template: text, problems: [] })
  },
)

test.each([
  ['${var.titel}', '${var.titel} names no variable; the nearest is "title"'],
  ['${vars.title}', 'nothing here is called ${vars.title}; the nearest is "var"'],
  ['${var.bug.titel}', '${var.bug.titel} names no variable; the nearest is "title"'],
  ['${item.bug.title}', '${item.bug.title} names no variable'],
  ['${local.subjekt}', 'there is no ${local.subjekt}; the nearest is "subject"'],
  ['${title}', 'write ${var.title} for the variable'],
  ['rm -rf ${workspace}/x', 'nothing fills in ${workspace} here'],
  ['${local.subject:0:9}', '${local.subject:0:9} cannot be cut: it is put together of texts'],
  ['${invoke.dir}', 'nothing here is called ${invoke.dir}'],
])('%j is refused', (text, sentence) => {
  expect(sentences(text)).toEqual([expect.stringContaining(sentence)])
})

test('what is filled in is never a placeholder itself', () => {
  expect(templated('${var.title}${var.title}', scope).template).toBe('{{inputs.title}}{{inputs.title}}')
  expect(templated('$${var.title}', scope).template).toBe('${{inputs.title}}')
})

test('a local that could become syntax is refused', () => {
  expect(localProblem('fix: ${var.title}')).toBeNull()
  expect(localProblem('$(git rev-parse HEAD)')).toContain('runs nothing')
  expect(localProblem('say "hi"')).toContain('no quotes')
})
