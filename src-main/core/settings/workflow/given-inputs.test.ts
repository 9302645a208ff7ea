import { expect, test } from 'vitest'
import { messageInputs } from '../../orchestrate/message-inputs'
import { givenInputs, withGivenInputs } from './given-inputs'
import { WorkflowSpec } from './workflow-spec'

const flow = (...prompts: string[]): WorkflowSpec =>
  WorkflowSpec.parse({
    id: 'w',
    inputs: ['ticket'],
    steps: prompts.map((prompt, at) => ({ id: `s${at}`, type: 'agent_task', agent: 'a', prompt })),
  })

test('what every run is given need not be declared by the workflows whose steps name it', () => {
  expect(withGivenInputs(flow('{{inputs.ticket}} {{ inputs.user_message }}', '{{inputs.message_id}}')).inputs).toEqual([
    'ticket',
    'user_message',
    'message_id',
  ])
  expect(withGivenInputs(flow('{{inputs.user_mesage}} {{state.user_message}}')).inputs).toEqual(['ticket'])
})

test('a message gives every run all of it', () => {
  const workflow = { ...flow('p'), inputs: [...givenInputs] }
  const message = {
    channel: 'slack',
    channelProfileId: 'work',
    conversationId: 'c1',
    sender: 'Ann',
    senderId: 'U1',
    message: 'mend it',
    messageId: 'm1',
    timestamp: 1,
    files: ['/a'],
  }
  expect(messageInputs(message, workflow, 'sel-1').inputs).toEqual({
    user_message: 'mend it',
    user_prompt: 'mend it',
    channel: 'slack',
    channel_profile_id: 'work',
    conversation_id: 'c1',
    sender: 'Ann',
    sender_id: 'U1',
    message_id: 'm1',
    source_message_id: 'm1',
    selector_id: 'sel-1',
    thread_context: '',
    files: '/a',
  })
})
