import { z } from 'zod'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export const LogLevel = z.enum(logLevels)
export type LogLevel = z.infer<typeof LogLevel>

/** One line of the home's log. `facts` is what else the line says, as JSON text; `offset` is where it begins in the file. */
export const LogLine = z.object({
  offset: z.number(),
  at: z.string(),
  level: LogLevel,
  scope: z.string(),
  sentence: z.string(),
  facts: z.string().nullable(),
})
export type LogLine = z.infer<typeof LogLine>

export const LogQuery = z.object({
  /** The least level to show. */
  level: LogLevel,
  /** Only this scope; empty: all. */
  scope: z.string().max(100),
  /** Plain text to find anywhere in the line; empty: all lines. */
  search: z.string().max(200),
  /** How many of the newest lines to begin with. */
  lines: z.int().min(0).max(2000),
})
export type LogQuery = z.infer<typeof LogQuery>

/** Lines that match, oldest first. `skipped` is true where lines were written faster than they could be sent. */
export const LogLines = z.object({ lines: z.array(LogLine), skipped: z.boolean() })
export type LogLines = z.infer<typeof LogLines>
