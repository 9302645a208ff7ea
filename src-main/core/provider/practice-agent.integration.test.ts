import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attemptFolder } from '../../testing/agents/attempt'
import { choiceIn, selectPrompt, selectRequest } from '../orchestrate/select-request'
import { shippedProviders } from '../settings/provider-settings'
import { WorkflowSpec } from '../settings/workflow/workflow-spec'
import { runInvocation } from './run-invocation'

async function answer(message: string) {
  return said(`Message from ann on panel:\n\n${message}\n`)
}

async function said(prompt: string) {
  await using folder = await attemptFolder()
  const settings = {
    ...shippedProviders.practice,
    argv: [...shippedProviders.practice.argv],
    env: { LANEKEEPER_PRACTICE_MS: '10' },
  }
  const outcome = await runInvocation(folder.request(settings, { prompt }), { signal: new AbortController().signal })
  return outcome.conclusion
}

test('the practice provider says what it is and what it heard', async () => {
  const conclusion = await answer('Please greet everybody.\nThank you!')
  expect(conclusion).toMatchObject({ ok: true, text: expect.stringContaining('This is the practice provider') })
  expect(conclusion).toMatchObject({ text: expect.stringContaining('Its first line was: Please greet everybody.') })
  expect(conclusion).toMatchObject({ text: expect.stringContaining('It had 5 words.') })
})

test('it fails when it is asked to', async () => {
  expect(await answer('one\n[practice: fail]')).toMatchObject({
    ok: false,
    failureClass: 'non_zero_exit',
    reason: expect.stringContaining('asked for a failure'),
  })
})

test('it takes as long as it is asked to', async () => {
  expect(await answer('[practice: slow 0]\nquick')).toMatchObject({ ok: true })
})

test('in a step of a workflow it writes every output, approves a review and ends with the block', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lanekeeper practice-'))
  try {
    const at = (name: string): string => join(folder, 'attempts', '1', 'outputs', name)
    const outputs = `- decision: ${at('decision.txt')}\n- feedback: ${at('feedback.md')}`
    const conclusion = await said(`Step "review" of the workflow "w", attempt 1.\n\nReview it.\n\n${outputs}\n`)
    expect(conclusion).toMatchObject({
      ok: true,
      text: expect.stringMatching(/\[workflow_result\]\{"status":"complete"/),
    })
    expect(await readFile(at('decision.txt'), 'utf8')).toBe('approve\n')
    expect(await readFile(at('feedback.md'), 'utf8')).toContain('no model did')
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('as a selector it takes the default workflow', async () => {
  const step = { id: 'one', type: 'shell', run: 'true' }
  const workflows = ['fix', 'write'].map((id) => WorkflowSpec.parse({ id, steps: [step] }))
  const message = { channel: 'panel', sender: 'ann', message: 'hello', timestamp: 1, messageId: 'm' }
  const request = selectRequest('sel-1', message, workflows, 'write')
  const conclusion = await said(selectPrompt(request, undefined, null))
  expect(conclusion.ok && choiceIn(conclusion.text, request)).toMatchObject({ kind: 'workflow', workflow: 'write' })
})
