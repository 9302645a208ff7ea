import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Comparison, comparisons, fullSizes, quickSizes, type Run, type Sizes } from './comparisons'
import { type Machine, machineOf } from './machine'
import { median } from './numbers'
import { type Figures, ProbeOptions, runProbe } from './probe'
import { targetText, type Verdict, verdictOf } from './verdict'

interface Figure {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly baseline: number | null
  readonly ratio: number | null
  readonly target: string
  readonly verdict: Verdict
}

/**
 * Runs every comparison in alternating pairs and prints what came out. `--dir` names the disk to measure, `--quick`
 * makes fewer and shorter pairs, `--only` picks comparisons by a part of their name, `--long` says how many files a long lane
 * holds.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      dir: { type: 'string' },
      quick: { type: 'boolean' },
      only: { type: 'string' },
      long: { type: 'string' },
    },
  })
  const sizes = { ...(values.quick === true ? quickSizes : fullSizes) }
  if (values.long !== undefined) sizes.longLane = z.coerce.number().int().min(1).parse(values.long)
  const folder = await mkdtemp(join(await realpath(values.dir ?? tmpdir()), 'lanekeeper-bench-'))
  try {
    const machine = machineOf(folder)
    console.log(
      `${folder} on ${machine.fileSystem}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load}`,
    )
    if (machine.load > machine.cores / 4) console.log('The machine is not idle: take the figures with care.')
    const figures: Figure[] = []
    for (const comparison of comparisons(sizes)) {
      if (values.only !== undefined && !comparison.name.includes(values.only)) continue
      const measured = await compared(comparison, sizes, folder)
      for (const figure of measured) console.log(lineOf(figure))
      figures.push(...measured)
    }
    await save(machine, figures)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compared(comparison: Comparison, sizes: Sizes, root: string): Promise<Figure[]> {
  const { subject, baseline, rows } = comparison
  const of: Figures[] = []
  const against: Figures[] = []
  if (comparison.onLongLane) await runProbe('makeLongLane', optionsOf(subject, join(root, 'long')))
  const pairs = comparison.together ? 1 : sizes.pairs
  for (let pair = 0; pair < pairs; pair++) {
    const folder = (side: string): string => (comparison.onLongLane ? join(root, 'long') : join(root, side))
    const steps = [
      async () => void of.push(await run(subject, folder('subject'))),
      async () => void (baseline && against.push(await run(baseline, folder('baseline')))),
    ]
    // The one that runs first in a pair finds the machine as the other left it, so they take turns.
    if (pair % 2 === 1) steps.reverse()
    if (comparison.together) await Promise.all(steps.map((step) => step()))
    else for (const step of steps) await step()
    if (!comparison.onLongLane) {
      for (const side of ['subject', 'baseline']) await rm(folder(side), { recursive: true, force: true })
    }
  }
  return rows.map(({ name, unit, of: key, against: otherKey, limit }) => {
    const values = of.map((figures) => figures[key] ?? Number.NaN)
    const others = otherKey === null ? [] : against.map((figures) => figures[otherKey] ?? Number.NaN)
    const value = median(values)
    const other = others.length === 0 ? null : median(others)
    const ratio = others.length === 0 ? null : median(values.map((one, pair) => one / (others[pair] ?? Number.NaN)))
    const verdict = verdictOf(limit, value, other, ratio)
    return { name, unit, value, baseline: other, ratio, target: targetText(limit, unit), verdict }
  })
}

async function run(one: Run, folder: string): Promise<Figures> {
  await mkdir(folder, { recursive: true })
  return runProbe(one.probe, optionsOf(one, folder))
}

function optionsOf(one: Run, folder: string): ProbeOptions {
  return ProbeOptions.parse({ ...one.options, folder })
}

function lineOf({ name, unit, value, baseline, ratio, target, verdict }: Figure): string {
  const beside = baseline === null ? '' : `beside ${short(baseline)}`
  const shownRatio = ratio === null ? '' : `× ${ratio.toFixed(2)}`
  const columns = [name.padEnd(68), `${short(value)} ${unit}`.padStart(18), beside.padEnd(16), shownRatio.padEnd(8)]
  return `${columns.join('  ')}  ${target.padEnd(22)} ${verdict}`
}

function short(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
}

async function save(machine: Machine, figures: readonly Figure[]): Promise<void> {
  const date = new Date().toISOString()
  await mkdir('bench/results', { recursive: true })
  const file = `bench/results/${date.replaceAll(':', '-').slice(0, 19)}.json`
  await writeFile(file, `${JSON.stringify({ date, machine, figures }, null, 2)}\n`)
  console.log(`Written to ${file}`)
}
