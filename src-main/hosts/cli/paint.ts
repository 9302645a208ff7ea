import { stripVTControlCharacters, styleText } from 'node:util'
import stringWidth from 'string-width'
import { harmlessText } from '#shared/harmless-text'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan'
export type Paint = (style: Style, text: string) => string

export const unpainted: Paint = (_style, text) => text

/** Colours only where a person reads, and nobody asked for none (NO_COLOR). */
export function paintFor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Paint {
  if (!isTerminal || env.NO_COLOR || env.TERM === 'dumb') return unpainted
  return (style, text) => styleText(style, text, { validateStream: false })
}

/** How many columns a text takes in a terminal once its colours are left out: wide letters take two, marks on letters none. */
export function widthOf(text: string): number {
  return stringWidth(text)
}

/** One line of foreign text without anything a terminal would obey. */
export function harmless(text: string): string {
  return harmlessLines(text).replace(/[\n\t]+/g, ' ')
}

/** As `harmless`, with its lines and tabs. */
export function harmlessLines(text: string): string {
  return harmlessText(stripVTControlCharacters(text))
}
