import { CircleAlert, Info, type LucideIcon, TriangleAlert, Wrench } from 'lucide-react'
import type { LogLevel, LogLine } from '#shared/log-line'

interface LevelLook {
  readonly word: string
  /** In the filter: this level and all above. */
  readonly least: string
  readonly Icon: LucideIcon
  readonly text: string
}

export const levelLooks: Record<LogLevel, LevelLook> = {
  debug: { word: 'Debug', least: 'All levels', Icon: Wrench, text: 'text-trash' },
  info: { word: 'Info', least: 'Info and above', Icon: Info, text: 'text-active' },
  warn: { word: 'Warning', least: 'Warnings and errors', Icon: TriangleAlert, text: 'text-waiting' },
  error: { word: 'Error', least: 'Errors only', Icon: CircleAlert, text: 'text-dead' },
}

/** A line as text to take along. */
export function lineText({ at, level, scope, sentence, facts }: LogLine): string {
  return [at, level, scope, sentence, facts].filter(Boolean).join(' ')
}
