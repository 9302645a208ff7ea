import { expect, test } from 'vitest'
import { attemptFolder } from './fixtures/attempt'
import { shippedProviders } from './provider-settings'
import { runInvocation } from './run-invocation'

async function answer(message: string) {
  await using folder = await attemptFolder()
  const settings = {
    ...shippedProviders.practice,
    argv: [...shippedProviders.practice.argv],
    env: { LANEKEEPER_PRACTICE_MS: '10' },
  }
  const prompt = `Message from ann on panel:\n\n${message}\n`
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
