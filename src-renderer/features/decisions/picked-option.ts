import type { Decision } from '#shared/decision'

type Options = Decision['options']

/** The number of the option that is chosen before anybody chooses. */
export function recommendedOption(options: Options): number {
  return (
    Math.max(
      0,
      options.findIndex(({ recommended }) => recommended),
    ) + 1
  )
}

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The number of the option that a key stands for, or null. */
export function optionOfKey({ key, ctrlKey, metaKey, altKey }: Pressed, options: Options): number | null {
  if (ctrlKey || metaKey || altKey || !/^[1-9]$/.test(key)) return null
  return Number(key) <= options.length ? Number(key) : null
}
