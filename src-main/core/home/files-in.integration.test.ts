import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestHome } from '../../testing/homes/test-home'
import { begun, flow, lane, putConfig, send, task, workflowHome } from '../../testing/homes/test-workflows'

const agent = `note('handed', JSON.stringify({ argv: process.argv.slice(4), files: context.files }))
note('prompts', JSON.stringify(prompt))
stepId === 'answer' ? say('ok') : done()`

async function homeWithFiles(workflows: readonly object[]): Promise<{ home: TestHome; notes: string; doc: string }> {
  const home = await workflowHome({ agent, workflows })
  const argv = ['node', join(home.root, 'workflow-agent.mjs'), '{context_file}', 'scripted', '{files}', '--f={files}']
  const docs = join(home.root, 'docs')
  await mkdir(home.paths.files)
  await mkdir(docs)
  const [notes, doc] = [join(home.paths.files, 'notes.txt'), join(docs, 'doc.txt')]
  for (const path of [notes, doc]) await writeFile(path, 'x')
  await putConfig(home, {
    providers: { scripted: { kind: 'command', argv }, second: { kind: 'command', argv } },
    shared_workspaces: { docs },
    orchestrators: { main: { shared_access: ['docs'] } },
  })
  return { home, notes, doc }
}

test.each([
  ['answers itself', []],
  ['is a workflow’s', [flow('mend', [task('cut')])]],
])('an agent that %s is handed the files of the message, and told of those it is not', async (_name, workflows) => {
  const { home: opened, notes, doc } = await homeWithFiles(workflows)
  await using home = opened
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: `Read [file: ${notes}] and [file: /etc/hosts].`, files: [doc, home.paths.config] })
  await lane(core, { completed: 1 })
  expect(begun(home, 'handed').map((line) => JSON.parse(line))).toEqual([
    { argv: [doc, notes, `--f=${doc}`, `--f=${notes}`], files: [doc, notes] },
  ])
  const [prompt] = begun(home, 'prompts').map((line): string => JSON.parse(line))
  const why = 'it lies in no folder for such files'
  expect(prompt).toContain(`Files that came with the message, which you may read:\n- ${doc} (1 B)\n- ${notes} (`)
  expect(prompt).toContain(`not handed to you: ${home.paths.config} (${why}); /etc/hosts (${why}).\n`)
  expect(prompt).toContain(`shared folders:\n- docs: ${join(home.root, 'docs')}\n`)
  await home.close(core)
  expect(await readFile(home.paths.log, 'utf8')).toContain(
    `A file of the message was not handed on, /etc/hosts: ${why}.`,
  )
})

test('a message without files leaves no word for them', async () => {
  const { home: opened } = await homeWithFiles([])
  await using home = opened
  const core = await home.open()
  await core.supervisor.start()
  await send(home, { message: 'Hello.' })
  await lane(core, { completed: 1 })
  expect(begun(home, 'handed').map((line) => JSON.parse(line))).toEqual([{ argv: [], files: [] }])
})
