import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { processStartTime } from '../src-main/core/provider/process-table'
import { expectAccessible } from './fixtures/accessible'
import { BrowserHost } from './fixtures/browser-host'
import { exitOf } from './fixtures/host-process'
import { message } from './fixtures/message'
import { PageComplaints } from './fixtures/page-complaints'
import { Panel } from './fixtures/panel'
import { test } from './fixtures/test'
import { tellStatus } from './fixtures/told-status'

const draining = (panel: Panel) => panel.page.getByRole('region', { name: 'Stopping' })
const details = (panel: Panel) => panel.page.getByRole('dialog', { name: 'Supervisor' })
const receipt = (panel: Panel) => panel.page.getByRole('dialog', { name: 'Receipt of the last stop' })

async function openReceipt(panel: Panel): Promise<void> {
  await panel.button('Supervisor details').click()
  await details(panel).getByRole('button', { name: 'Receipt' }).click()
  await expect(receipt(panel)).toBeVisible()
}

test.describe('with ten minutes to drain', () => {
  test.use({ setup: { agent: 'hold', config: { drain_seconds: 600 } } })

  test.beforeEach(async ({ panel, home }) => {
    await home.putIncoming('first.json', message({ message: 'long work', conversationId: 'a' }))
    await home.putIncoming('second.json', message({ message: 'other work', conversationId: 'b' }))
    await panel.start()
    await panel.expectCounts({ Active: 2 })
    await panel.button('Stop').click()
  })

  test('a stop tells which items it waits for and never more than the whole wait', async ({ panel, home }) => {
    await expect(panel.supervisor).toHaveText(/^Stopping: 2 active, at most (600|[1-5]?\d?\d) s$/)
    await expect(draining(panel)).toContainText(
      /^Waiting for 2 items to finish, for at most (10 min 0 s|9 min \d+ s) more\./,
    )
    await panel.button('What it waits for').click()
    const list = panel.page.getByRole('dialog', { name: 'Still waited for' })
    await expect(list.getByRole('listitem')).toHaveCount(2)
    await expect(list.getByRole('listitem').filter({ hasText: 'long work' })).toContainText('queue')
    await expectAccessible(panel)
    await list.getByRole('link', { name: /long work/ }).click()
    await expect(list).toBeHidden()
    await expect(panel.inspector.getByRole('heading', { name: 'long work' })).toBeVisible()

    await home.openGate('go')
    await expect(panel.supervisor).toHaveText('Stopped')
    await expect(draining(panel)).toBeHidden()
    await openReceipt(panel)
    const items = receipt(panel).getByRole('region', { name: 'Items of the stop' }).getByRole('listitem')
    await expect(items).toHaveText([/Finished/, /Finished/])
    await expect(receipt(panel)).toContainText('nothing is left running')
  })

  test('the wait can be ended, after a question, and the items go back in line', async ({ panel }) => {
    await draining(panel).getByRole('button', { name: 'Stop now' }).click()
    const question = panel.page.getByRole('dialog', { name: 'Stop without waiting?' })
    await expect(question).toContainText('they go back in line')
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expectAccessible(panel)
    await panel.page.keyboard.press('Escape')
    await expect(question).toBeHidden()
    await expect(panel.supervisor).toContainText('Stopping: 2 active')

    await draining(panel).getByRole('button', { name: 'Stop now' }).click()
    await question.getByRole('button', { name: 'Stop now' }).click()
    await expect(panel.supervisor).toHaveText('Stopped')
    await panel.expectCounts({ Pending: 2, Active: 0 })

    await panel.button('Supervisor details').click()
    await expect(details(panel).getByRole('region', { name: 'Last stop' })).toContainText(
      /2 items were active \(2 back in line\); nothing is left running/,
    )
    await expectAccessible(panel)
    await details(panel).getByRole('button', { name: 'Receipt' }).click()
    const items = receipt(panel).getByRole('region', { name: 'Items of the stop' }).getByRole('listitem')
    await expect(items).toHaveText([/Back in line/, /Back in line/])
    await expectAccessible(panel)
    await items.getByRole('link', { name: 'long work' }).click()
    await expect(receipt(panel)).toBeHidden()
    await expect(panel.inspector.getByRole('heading', { name: 'long work' })).toBeVisible()
  })
})

test('each worker is listed with its state and its last beat', async ({ panel }) => {
  await panel.button('Supervisor details').click()
  await expect(details(panel)).toContainText('None now; they run while the supervisor does.')
  await panel.page.keyboard.press('Escape')
  await panel.start()
  await panel.button('Supervisor details').click()
  const workers = details(panel).getByRole('list', { name: 'Workers' }).getByRole('listitem')
  await expect(workers.filter({ hasText: 'queue' })).toContainText(/Running.*Last beat/)
  await expect(workers.filter({ hasText: 'heartbeat' })).toContainText('Running')
  await expect(workers.filter({ hasText: 'housekeeping' })).toContainText('Running')
  await expect(details(panel).getByRole('button', { name: 'Retry now' })).toBeHidden()
})

test('a worker that fails is named with its error, and a retry brings it back once the cause is mended', async ({
  panel,
  home,
}) => {
  // Where a folder of the lane should be, there is a file. The lane may have made the folder anew in between.
  const processing = home.folder('processing')
  await writeFile(home.beside('no-folder'), '')
  await expect(async () => {
    await rm(processing, { recursive: true, force: true })
    await rename(home.beside('no-folder'), processing)
  }).toPass()
  await panel.button('Start').click()
  await expect(panel.supervisor).toHaveText('Degraded')
  const reason = panel.page.getByRole('note', { name: 'Supervisor reason' })
  await expect(reason).toContainText('The worker queue failed')
  await expectAccessible(panel)

  await reason.getByRole('button', { name: 'Show workers' }).click()
  const worker = details(panel).getByRole('listitem').filter({ hasText: 'queue' })
  await expect(worker).toContainText(/Backing off|Starting|Failed/)
  await expect(worker).toContainText('Last error:')
  await expect(worker).toContainText(/\d restarts?/)
  await expectAccessible(panel)

  await rm(processing)
  await mkdir(processing, { recursive: true })
  await expect(async () => {
    const retry = details(panel).getByRole('button', { name: 'Retry now' })
    if (await retry.isVisible()) await retry.click({ timeout: 1000 })
    await expect(panel.supervisor).toHaveText('Running', { timeout: 1000 })
  }).toPass()
  await expect(reason).toBeHidden()
  await panel.page.keyboard.press('Escape')
})

test.describe('what an earlier process left', () => {
  test.skip(({ hostKind }) => hostKind !== 'browser', 'only the browser host can be crashed from under its page')

  test('a home whose owner died says so and what Start does about it', async ({ home, newContext }) => {
    const first = await BrowserHost.start(home)
    const page = await (await newContext()).newPage()
    const complaints = new PageComplaints(page)
    complaints.expect(/WebSocket/)
    const panel = new Panel(page, complaints)
    await page.goto(first.address.href)
    await panel.start()
    await first.crash()
    await page.goto('about:blank')

    const second = await BrowserHost.start(home)
    await page.goto(second.address.href)
    await expect(panel.supervisor).toHaveText('Stale')
    const reason = page.getByRole('note', { name: 'Supervisor reason' })
    await expect(reason).toContainText(`The last owner, process ${first.pid}, ended without stopping.`)
    await expect(reason).toContainText('Start first ends the processes it left running')
    await expectAccessible(panel)
    await panel.start()
    await expect(reason).toBeHidden()
    await page.close()
    expect(complaints.unexpected).toEqual([])
    expect(await second.stop()).toMatchObject({ code: 0, stderr: '' })
  })

  test('what refused to die stays on top until another stop finds it gone', async ({ home, newContext }) => {
    test.skip(process.platform !== 'linux', 'it stands in for an attempt by its environment')
    // A process that goes on although its attempt is over.
    const stubborn: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      env: { LANEKEEPER_ATTEMPT: 'left-behind-1' },
      stdio: 'ignore',
    })
    const pid = stubborn.pid ?? 0
    const left = { attempts: ['left-behind-1'], processes: [{ pid, startedAt: await processStartTime(pid) }] }
    await mkdir(join(home.root, 'daemon'), { recursive: true })
    const before = { instance: 'before', pid: 1, host: 'browser', version: '0', since: 0, reason: null, beatAt: 0 }
    const state = { ...before, state: 'stop_failed', workers: [], receipt: null, left }
    await writeFile(join(home.root, 'daemon/runtime.json'), JSON.stringify(state))

    const host = await BrowserHost.start(home)
    const page = await (await newContext()).newPage()
    const complaints = new PageComplaints(page)
    const panel = new Panel(page, complaints)
    await page.goto(host.address.href)
    await expect(panel.supervisor).toHaveText('Stop failed')
    const alert = page.getByRole('alert', { name: 'Stop failed' })
    await expect(alert).toContainText(`These processes of an earlier life refuse to end: ${pid}.`)
    await expect(panel.button('Start')).toHaveAttribute('aria-disabled', 'true')
    await expectAccessible(panel)
    await page.reload()
    await expect(alert).toBeVisible()

    await alert.getByRole('button', { name: 'Try to stop again' }).click()
    await expect(panel.supervisor).toHaveText('Stopped')
    await expect(alert).toBeHidden()
    expect(await exitOf(stubborn)).toBeNull()
    await openReceipt(panel)
    await expect(receipt(panel)).toContainText('1 process ended')
    await page.close()
    expect(complaints.unexpected).toEqual([])
    expect(await host.stop()).toMatchObject({ code: 0, stderr: '' })
  })

  test('a stop that left something names it, and its receipt says what became of the items', async ({
    home,
    newContext,
  }) => {
    const host = await BrowserHost.start(home)
    const page = await (await newContext()).newPage()
    const item = (id: string, outcome: 'finished' | 'back_in_line' | 'left') => {
      return { lane: 'queue', id: `${id}@1.0`, title: `work ${id}`, since: 0, outcome }
    }
    await tellStatus(page, {
      state: 'stop_failed',
      reason: 'These workers did not end: queue. These processes refuse to end: 4711, 4712.',
      receipt: {
        askedAt: Date.now() - 90_000,
        tookMs: 65_000,
        items: [item('a', 'finished'), item('b', 'back_in_line'), item('c', 'left')],
        active: 3,
        endedProcesses: 1,
        ended: [{ pid: 4700, command: 'sleep 900', signal: 'SIGKILL', by: 'run', invocationId: 'inv-1' }],
        reach: 'group',
        leftProcesses: [4711, 4712],
        left: [{ pid: 4711, command: 'sleep 900' }],
        leftWorkers: ['queue'],
      },
    })
    const panel = new Panel(page, new PageComplaints(page))
    await page.goto(host.address.href)
    const alert = page.getByRole('alert', { name: 'Stop failed' })
    const left = alert.getByRole('list', { name: 'Left running' }).getByRole('listitem')
    await expect(left).toHaveText(['process 4711 (sleep 900)', 'process 4712', 'worker queue'])
    await expectAccessible(panel)

    await alert.getByRole('button', { name: 'Receipt' }).click()
    await expect(receipt(panel)).toContainText('left running: processes 4711 (sleep 900), 4712 and worker queue')
    const items = receipt(panel).getByRole('region', { name: 'Items of the stop' }).getByRole('listitem')
    await expect(items).toHaveText([/work a.*Finished/, /work b.*Back in line/, /work c.*Left behind/])
    const stubborn = receipt(panel).getByRole('region', { name: 'Processes left by the stop' }).getByRole('listitem')
    await expect(stubborn).toHaveText([/4711.*sleep 900/, /and 1 more/])
    const ended = receipt(panel).getByRole('region', { name: 'Processes of the stop' }).getByRole('listitem')
    await expect(ended).toHaveText([/4700.*sleep 900.*SIGKILL, with its run/])
    await expect(panel.fact('Took')).toHaveText('1 min 5 s')
    await expectAccessible(panel)
    await page.close()
    expect(await host.stop()).toMatchObject({ code: 0, stderr: '' })
  })
})
