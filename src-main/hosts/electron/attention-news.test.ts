import { expect, it } from 'vitest'
import type { Attention } from '#shared/board'
import { AttentionNews, noticesPerWindow, windowMs } from './attention-news'

const entry = (id: string, level: Attention['level'] = 'error'): Attention => ({
  id,
  level,
  sentence: id,
  nextStep: null,
  lane: null,
  itemId: null,
})
const ids = (entries: readonly Attention[]) => entries.map(({ id }) => id)

it('takes what the first board shows as known', () => {
  const news = new AttentionNews()
  expect(news.take([entry('a')], 0)).toEqual([])
  expect(ids(news.take([entry('a'), entry('b')], 1))).toEqual(['b'])
  expect(news.take([entry('a'), entry('b')], 2)).toEqual([])
})

it('leaves notices to the board', () => {
  const news = new AttentionNews()
  news.take([], 0)
  expect(ids(news.take([entry('a', 'notice'), entry('b', 'warning'), entry('c', 'error')], 1))).toEqual(['b', 'c'])
})

it('tells again of what went away and came back', () => {
  const news = new AttentionNews()
  news.take([entry('a')], 0)
  news.take([], 1)
  expect(ids(news.take([entry('a')], 2))).toEqual(['a'])
})

it('tells a few times a minute at most, and never late', () => {
  const news = new AttentionNews()
  news.take([], 0)
  const many = Array.from({ length: 10 }, (_, n) => entry(`${n}`))
  expect(news.take(many, 1)).toHaveLength(noticesPerWindow)
  expect(news.take([...many, entry('later')], 2)).toEqual([])
  expect(news.take([...many, entry('later')], 1 + windowMs)).toEqual([])
  expect(ids(news.take([entry('new')], 2 + windowMs))).toEqual(['new'])
})
