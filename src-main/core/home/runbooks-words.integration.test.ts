// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of runbooks are written like this
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { TestQueue } from '../../testing/homes/test-queue'

vi.setConfig({ testTimeout: 90_000 })

async function opened(files: Readonly<Record<string, string>>): Promise<TestQueue> {
  const lane = await TestQueue.prepared('')
  await lane.home.runbook('jobs.toml', null)
  for (const [name, text] of Object.entries(files)) {
    const file = join(lane.home.root, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
  }
  await lane.open()
  expect(lane.core.boardNow().attention.map(({ sentence }) => sentence)).toEqual([])
  return lane
}

test('variables may have dashes in their names, and a text may name a piece of one', async () => {
  await using lane = await opened({
    'runbooks/jobs.hcl': `
queue "jobs" {
  vars     = ["long-title", "_id"]
  defaults = { _id = "12345" }
}
worker "w" {
  source = { queue = "jobs" }
  run    = { job = "p" }
}
job "p" {
  name = "\${var.long-title:0:5}"
  vars = ["long-title", "_id", "check-it"]
  defaults = { check-it = "yes" }
  locals {
    short-one = "\${var.long-title} costs $5"
  }
  step "go" {
    run = "echo \\"\${var.long-title:2:4}|\${var._id:3}|\${local.short-one:0:14}|\${var.check-it}\\""
  }
}`,
  })
  await lane.push({ 'long-title': 'a $(b) "c' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('$(b)|45|a $(b) "c cost|yes')
  expect((await lane.runs())[0]?.title).toBe('a $(b')
})

test('a run does what a library says, with the values of its import', async () => {
  await using lane = await opened({
    'libraries/own/merge/merge.hcl': `
const "check" {}
queue "jobs" { vars = ["branch"] }
worker "w" {
  source = { queue = "jobs" }
  run    = { job = "p" }
}
job "p" {
  step "go" { run = "\${raw(const.check)} && echo \\"\${var.branch}\\"" }
}`,
    'runbooks/jobs.hcl': 'import "own/merge" {\n  const "check" { value = "echo checked" }\n}\n',
  })
  await lane.push({ branch: 'b' })
  await lane.lane({ completed: 1, active: 0 })
  expect((await lane.home.answers('jobs'))[0]?.message).toBe('checked\nb')
})
