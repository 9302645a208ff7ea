import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkedValue } from './schema-problems'

function told(schema: z.ZodType, value: unknown): string[] {
  const checked = checkedValue(schema, value)
  return checked.ok ? [] : checked.problems.map(({ path, sentence }) => `${path.join('.')}: ${sentence}`)
}

describe('a required key that is misspelt is one mistake', () => {
  const misspelt = ['nmae: there is no such key; the nearest is "name"']
  test.each<[string, z.ZodType]>([
    ['a text', z.string()],
    ['a text whose schema says in words of its own what is wrong', z.string({ error: 'must be the name of a lane' })],
    ['one of several texts', z.enum(['a', 'b'])],
    ['a list', z.array(z.string())],
    ['a table', z.strictObject({ inner: z.string() })],
  ])('where it is %s', (_what, schema) => {
    expect(told(z.strictObject({ name: schema, other: z.string().optional() }), { nmae: 'a' })).toEqual(misspelt)
  })

  test('and one that is there and wrong is another', () => {
    const schema = z.strictObject({ name: z.string({ error: 'this key is missing its point' }) })
    expect(told(schema, { name: 1, nmae: 'a' })).toEqual(['name: this key is missing its point', ...misspelt])
  })
})

describe('a value that fits none of several kinds', () => {
  const kinds = [z.number(), z.array(z.string())] as const
  test('is told what each would have been', () => {
    expect(told(z.union(kinds), 'x')).toEqual([': must be a number, not text; or must be a list, not text'])
  })

  test.each(['must be a count or names', 'Invalid input'])('is told in the words of its schema: %s', (error) => {
    expect(told(z.union(kinds, { error }), 'x')).toEqual([`: ${error}`])
  })
})
