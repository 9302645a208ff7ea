import { LaneName } from '#shared/item'
import { messageLane } from '../../ground/message-lane'
import { suggestion } from '../../ground/nearest'
import type { ValueProblem } from '../schema-problems'
import type { QueueSetting } from './runbook-schema'

/** What is wrong with a queue by itself. */
export function queueProblems(name: string, queue: QueueSetting): ValueProblem[] {
  const path = ['queue', name]
  const problems: ValueProblem[] = []
  if (name === messageLane) {
    problems.push({
      path,
      part: 'key',
      sentence: `"${messageLane}" is the lane of messages; a queue needs another name`,
    })
  } else if (!LaneName.safeParse(name).success) {
    const sentence =
      'the name of a queue holds small letters, digits, _ and - only, at most 64, and begins with none of the last two'
    problems.push({ path, part: 'key', sentence })
  }
  problems.push(...doubles(queue.vars, [...path, 'vars']))
  for (const key of Object.keys(queue.defaults)) {
    if (queue.vars.includes(key)) continue
    const sentence = `"${key}" is not among the vars${suggestion(key, queue.vars)}`
    problems.push({ path: [...path, 'defaults', key], part: 'key', sentence })
  }
  for (const key of keyVarsOf(queue)) {
    if (queue.vars.includes(key)) continue
    problems.push({ path: [...path, 'key'], sentence: `"${key}" is not among the vars${suggestion(key, queue.vars)}` })
  }
  return problems
}

export function keyVarsOf({ key }: QueueSetting): readonly string[] {
  if (key === undefined) return []
  return typeof key === 'string' ? [key] : key
}

function doubles(names: readonly string[], path: readonly PropertyKey[]): ValueProblem[] {
  return names.flatMap((name, at) =>
    names.indexOf(name) < at ? [{ path: [...path, at], sentence: `"${name}" stands there twice` }] : [],
  )
}
