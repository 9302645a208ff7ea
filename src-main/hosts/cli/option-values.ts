import { InvalidArgumentError, Option } from 'commander'

/** An option that takes a whole number within bounds. */
export function numberOption(flags: string, description: string, least: number, most: number): Option {
  return new Option(flags, description).argParser((text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`)
  })
}

export function laneOption(): Option {
  return new Option('--lane <name>', 'the lane').default('queue')
}
