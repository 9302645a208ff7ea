import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { PageGuard } from './page-guard'

test('what cannot be drawn is replaced by a sentence with its cause and the next step', () => {
  const guard = new PageGuard({ of: '#/runs', children: 'the page' })
  expect(renderToStaticMarkup(guard.render())).toBe('the page')
  guard.state = PageGuard.getDerivedStateFromError(new RangeError('Invalid time value'))
  const shown = renderToStaticMarkup(guard.render())
  expect(shown).toContain('This page could not be drawn: Invalid time value')
  expect(shown).toContain('Go to another page')
  expect(shown).not.toContain('the page')
})
