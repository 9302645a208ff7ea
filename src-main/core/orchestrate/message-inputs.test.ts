import { expect, test } from 'vitest'
import { WorkflowSpec } from '../settings/workflow/workflow-spec'
import { messageInputs } from './message-inputs'

const message = {
  channel: 'slack',
  sender: 'ann',
  message: 'fix it',
  timestamp: 1,
  messageId: 'm1',
  files: ['/a', '/b'],
  repository_url: 'https://example.org',
}

test('a workflow gets the inputs it declares, and no others', () => {
  const inputs = [
    'user_prompt',
    'user_message',
    'files',
    'sender',
    'channel_profile_id',
    'repository_url',
    'constructor',
  ]
  const workflow = WorkflowSpec.parse({ id: 'w', inputs, steps: [{ id: 'one', type: 'shell', run: 'true' }] })
  expect(messageInputs(message, workflow, 'sel-1').inputs).toEqual({
    user_prompt: 'fix it',
    user_message: 'fix it',
    files: '/a\n/b',
    sender: 'ann',
    channel_profile_id: '',
    repository_url: 'https://example.org',
    constructor: '',
  })
})
