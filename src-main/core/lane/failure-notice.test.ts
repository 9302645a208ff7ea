import { expect, test } from 'vitest'
import { failureNotice, outgoingStem } from './failure-notice'

test.each([
  [{ channel: 'slack', messageId: 'm1' }, 'slack_m1_5'],
  [{ channel: 'heartbeat', messageId: 'beat-1' }, 'beat-1'],
  [{ channel: 'slack', messageId: '../../etc/passwd' }, 'slack_.._.._etc_passwd_5'],
  [{ channel: 'heartbeat', messageId: '..' }, '_..'],
  [{ channel: '..', messageId: 'x' }, '_.._x_5'],
  [{ channel: 'a:b', messageId: 'x?\u0000' }, 'a_b_x___5'],
])('a result of %j is named %s', (message, stem) => {
  expect(outgoingStem(message, 5)).toBe(stem)
})

test('a failure notice goes back to where the message came from', () => {
  const message = {
    channel: 'slack',
    channelProfileId: 'p',
    sender: 'Ada',
    senderId: 'U1',
    message: 'do it',
    timestamp: 1,
    messageId: 'm',
    conversationId: 'c',
    workflowRunId: 'r',
  }
  const { outgoing } = failureNotice(message, 'It broke.')
  expect(outgoing).toMatchObject({
    channel: 'slack',
    channelProfileId: 'p',
    sender: 'Ada',
    senderId: 'U1',
    originalMessage: 'do it',
    messageId: 'm',
    conversationId: 'c',
    workflowRunId: 'r',
    message: expect.stringContaining('It broke.'),
  })
})
