import { InvalidArgumentError, Option } from 'commander'

/** An option that is given or not, or takes a text. */
export function option(flags: string, description: string, shipped?: string | string[]): Option {
  return new Option(flags, description).default(shipped)
}

/** An option that takes a whole number within bounds. */
export function numberOption(flags: string, description: string, least: number, most: number): Option {
  return new Option(flags, description).argParser((text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`)
  })
}

/** An option that takes one of some words. */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices)
}

export function laneOption(): Option {
  return new Option('--lane <name>', 'the lane').default('queue')
}
