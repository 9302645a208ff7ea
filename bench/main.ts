import { writeForOthers } from './foreign-writer'
import { ProbeOptions } from './probe'
import { probes } from './probes'

const [command, name = '', options = ''] = process.argv.slice(2)
if (command === 'writer') writeForOthers()
else if (command === 'probe') {
  const probe = Object.entries(probes).find(([known]) => known === name)?.[1]
  if (probe === undefined) throw new Error(`There is no probe ${name}.`)
  process.stdout.write(JSON.stringify(await probe(ProbeOptions.parse(JSON.parse(options)))))
} else {
  const { bench } = await import('./bench')
  await bench(process.argv.slice(2))
}
