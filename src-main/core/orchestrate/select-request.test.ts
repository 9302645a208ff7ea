import { expect, test } from 'vitest'
import { WorkflowSpec } from '../settings/workflow/workflow-spec'
import { choiceIn, selectPrompt, selectRequest } from './select-request'

const workflow = (id: string, more: object = {}): WorkflowSpec =>
  WorkflowSpec.parse({ id, ...more, steps: [{ id: 'one', type: 'shell', run: 'true' }] })

const request = selectRequest(
  'sel-1',
  { channel: 'slack', channelProfileId: 'work', sender: 'ann', message: 'fix it', timestamp: 1, messageId: 'm1' },
  [workflow('fix', { description: 'Mends bugs', tags: ['code'] }), workflow('write')],
  'write',
)

const answer = (more: object): string =>
  JSON.stringify({ selectorId: 'sel-1', status: 'selected', action: 'workflow_start', ...more })

test('a request says what there is to choose from and what is taken without a choice', () => {
  expect(request).toEqual({
    selectorId: 'sel-1',
    channelProfileId: 'work',
    messageId: 'm1',
    userMessage: 'fix it',
    availableWorkflows: [{ id: 'fix', description: 'Mends bugs', tags: ['code'] }, { id: 'write' }],
    defaultWorkflow: 'write',
  })
})

test('a second question says what was wrong with the answer to the first', () => {
  expect(selectPrompt(request, 'You are the router.', null)).toMatch(/^You are the router\.\n\nChoose/)
  expect(selectPrompt(request, undefined, 'it selects "fxi"; there is fix, write.')).toContain(
    'Your last answer could not be used: it selects "fxi"; there is fix, write.',
  )
})

test('a choice is one JSON object, inside a code fence or not', () => {
  const chosen = { kind: 'workflow', workflow: 'fix', reason: 'a bug' }
  expect(choiceIn(answer({ selectedWorkflow: 'fix', reason: 'a bug' }), request)).toEqual(chosen)
  expect(choiceIn(`\`\`\`json\n${answer({ selectedWorkflow: 'fix', reason: 'a bug' })}\n\`\`\`\n`, request)).toEqual(
    chosen,
  )
})

test('a selector may say that the message only asks how things are, or that nothing fits', () => {
  expect(choiceIn(answer({ action: 'workflow_status' }), request)).toEqual({ kind: 'status', reason: null })
  expect(choiceIn(answer({ status: 'failed', reason: 'nothing fits' }), request)).toEqual({
    kind: 'none',
    reason: 'nothing fits',
  })
})

test.each([
  [
    { action: 'no_response', reason: 'small talk' },
    { kind: 'silent', reason: 'small talk' },
  ],
  [
    { action: 'command_invoke', functionId: 'workflow.status', functionArgs: {} },
    { kind: 'status', reason: null },
  ],
  [{ action: 'command_invoke', functionId: 'workflow.status', functionArgs: { runId: 'r' } }, /"workflow.status"/],
  [
    { action: 'command_invoke', functionId: 'workflow.cancel', functionArgs: {} },
    /"workflow.cancel" \(command_invoke\)/,
  ],
  [{ action: 'command_invoke' }, /the command ""/],
  [{ action: 'diagnostics_investigate', diagnosticsScope: {} }, /the action "diagnostics_investigate"/],
  [{ action: 'delete_everything' }, /the action "delete_everything"/],
  [
    { action: null, selectedWorkflow: 'fix' },
    { kind: 'workflow', workflow: 'fix', reason: null },
  ],
])('an answer with %j is done, or refused by its name', (more, expected) => {
  const refused = { kind: 'refused', sentence: expect.stringMatching(expected instanceof RegExp ? expected : '') }
  expect(choiceIn(answer({ reason: null, ...more }), request)).toMatchObject(
    expected instanceof RegExp ? refused : expected,
  )
})

test.each([
  ['{"status":"no_response"}', { kind: 'silent', reason: null }],
  ['{"selectorId":"sel-1","status":"No-Response","reason":"chatter"}', { kind: 'silent', reason: 'chatter' }],
  ['{"action":"noResponse"}', { kind: 'silent' }],
  ['{"action":"no_response","status":"selected"}', { kind: 'silent' }],
  ['{"selectedWorkflow":"no_response","status":"selected"}', { kind: 'silent' }],
  ['{"status":"workflow_status"}', { kind: 'status' }],
  ['{"status":"workflow_start","selectedWorkflow":"fix"}', { kind: 'workflow', workflow: 'fix' }],
  ['{"status":"selected","selectedWorkflow":"fix"}', { kind: 'workflow', workflow: 'fix' }],
  ['{"status":"diagnostics_investigate"}', { kind: 'refused' }],
  ['{"status":"failed"}', { kind: 'none' }],
])('an action is what it says under whichever key it stands: %s', (text, expected) => {
  expect(choiceIn(text, request)).toMatchObject(expected)
})

test.each([
  ['an action against another', answer({ status: 'no_response', selectedWorkflow: 'fix' }), /both "no_response" and/],
  ['an action for a workflow', answer({ selectedWorkflow: 'no_response' }), /both "no_response" and/],
  ['another word for done', answer({ status: 'success', selectedWorkflow: 'fix' }), /"status" is wrong: "success"/],
  ['nothing that says what', '{"selectedWorkflow":"fix"}', /has no "status"/],
  ['prose around the object', `Sure! ${answer({ selectedWorkflow: 'fix' })}`, /not one JSON object/],
  ['another selection', answer({ selectorId: 'sel-2', selectedWorkflow: 'fix' }), /selectorId is "sel-2", not "sel-1"/],
  ['a workflow there is not', answer({ selectedWorkflow: 'fxi' }), /selects "fxi"; there is fix, write/],
  ['no workflow', answer({}), /selects no workflow/],
  ['an unknown status', answer({ status: 'maybe' }), /"status" is wrong/],
  ['a list', '[]', /is wrong/],
])('an answer with %s cannot be used', (_name, text, sentence) => {
  expect(choiceIn(text, request)).toEqual({ kind: 'invalid', sentence: expect.stringMatching(sentence) })
})

test('a selector is shown the beginning of a long message, and its answer is read within bounds', () => {
  const message = { ...{ channel: 'c', sender: 's', timestamp: 1, messageId: 'm' }, message: 'x'.repeat(10_000_000) }
  expect(selectRequest('sel-1', message, [], 'write').userMessage).toHaveLength(100_000)
  expect(choiceIn('['.repeat(10_000_000), request)).toEqual({ kind: 'invalid', sentence: 'it is too long.' })
  expect(choiceIn('['.repeat(1000), request)).toMatchObject({ sentence: expect.stringContaining('500 deep') })
})
