import type { z } from 'zod'

/**
 * The rows of an index that are what they should be; others are passed over, as the rest of what was asked for is worth
 * having. `passed` is told how many were not, if any.
 */
export function readableRows<Row>(
  schema: z.ZodType<Row>,
  rows: readonly unknown[],
  passed: (rows: number, why: unknown) => void = () => {},
): Row[] {
  const readable: Row[] = []
  let why: unknown = null
  for (const row of rows) {
    const found = schema.safeParse(row)
    if (found.success) readable.push(found.data)
    else why = found.error
  }
  if (readable.length < rows.length) passed(rows.length - readable.length, why)
  return readable
}
