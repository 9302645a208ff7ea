import { expect, test } from 'vitest'
import { maskedRunbook } from './masked-runbook'

const toml = `
# The old one: api_key = commentSecret00
vars = ["ticket"]
[queue.jobs]
key = "customer"
defaults = { title = "plain title", api_token = "defaultSecret01" }

[agent.coder]
run = "claude --api-key runSecret02 --model opus"
args = [
  "--header", "Authorization: Bearer argSecret03",
  "--token", "argSecret04",
  "plain-word",
]
env = { PLAIN = "envSecret05", OTHER = 'envSecret06' }

[agent.coder.env]
MORE = """
lineSecret07
"""

[[pipeline.job.step]]
name = "push"
run = "GITHUB_TOKEN=\${var.token} DEPLOY_TOKEN=lineSecret08 ./push https://ann:urlSecret09@git.test/x -H 'X-Api-Key: headSecret10'"
limits = { max_tokens = 5 }
`

const hcl = `
agent "coder" {
  run = "claude --append defaultSecret01 --session-key hclSecret11"
  env {
    PLAIN = "hclSecret12" // and not: password = "hclSecret13"
  }
  prompt = <<-EOF
    It's { not [ closed, password: hclSecret14
    A token: that is prose
  EOF
  cwd = "/srv/plain"
  headers = { "x-one" = "hclSecret15" }
}
`

test.each([
  [
    'TOML',
    toml,
    [
      'key = "customer"',
      'plain title',
      '--model opus',
      'plain-word',
      'GITHUB_TOKEN=$',
      'git.test/x',
      'max_tokens = 5',
      '"ticket"',
    ],
  ],
  ['HCL', hcl, ['agent "coder"', '/srv/plain', 'PLAIN', 'A token: that is prose', '"x-one"', 'not [ closed']],
])('in a runbook in %s values that may be secrets are hidden, and all else stands as it is', (_, text, kept) => {
  const masked = maskedRunbook(text)
  expect(masked.hidden).toBe(true)
  expect(masked.text.match(/\w*Secret(?!01)\d\d/g) ?? []).toEqual([])
  for (const one of kept) expect(masked.text).toContain(one)
})

test('a value that is hidden once is hidden wherever it stands', () => {
  const { text } = maskedRunbook('password = "moreThanOnce"\nrun = "echo moreThanOnce"\n')
  expect(text).not.toContain('moreThanOnce')
})

test('a runbook without secrets is shown whole', () => {
  const plain = '[queue.jobs]\nvars = ["a"]\n[[pipeline.x.step]]\nrun = "make all"\n'
  expect(maskedRunbook(plain)).toEqual({ text: plain, hidden: false })
})

test.each([
  '<<a\n'.repeat(30_000),
  '[{'.repeat(60_000),
  `"${'\\"'.repeat(60_000)}`,
  "'''".repeat(40_000),
  'a='.repeat(60_000),
])('a text made to be slow is looked through once, not once for each of its parts: %#', (text) => {
  const begun = performance.now()
  maskedRunbook(text)
  // Looked through for each of its parts it takes minutes.
  expect(performance.now() - begun).toBeLessThan(5000)
})
