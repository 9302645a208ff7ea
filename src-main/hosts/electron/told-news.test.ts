import { expect, it } from 'vitest'
import type { Told } from '#shared/board'
import { ToldNews, toldPerWindow, toldWindowMs } from './told-news'

const entry = (seq: number): Told => ({ seq, at: 0, title: 'a', text: 'b', runId: null })

it('takes what the first board holds as known, and tells everything later once', () => {
  const news = new ToldNews()
  expect(news.take([entry(1)], 0)).toEqual([])
  expect(news.take([entry(1), entry(2)], 1)).toEqual([entry(2)])
  expect(news.take([entry(2)], 2)).toEqual([])
})

it('tells no more in a while than a person reads', () => {
  const news = new ToldNews()
  news.take([], 0)
  const many = Array.from({ length: toldPerWindow + 5 }, (_, at) => entry(at + 1))
  expect(news.take(many, 0)).toHaveLength(toldPerWindow)
  expect(news.take([entry(100)], 1)).toEqual([])
  expect(news.take([entry(101)], toldWindowMs + 1)).toEqual([entry(101)])
})
