import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { openBrowser } from './open-browser'

const opener = (code: number) => spawn(process.execPath, ['--eval', `process.exit(${code})`], { stdio: 'ignore' })

it('hands the address to the opener', async () => {
  const addresses: string[] = []
  await openBrowser('http://127.0.0.1:4270/', async (address) => {
    addresses.push(address)
    return opener(0)
  })
  expect(addresses).toEqual(['http://127.0.0.1:4270/'])
})

it('tells of an opener that gives up, also when it did so before anybody looked', async () => {
  await expect(openBrowser('x', async () => opener(3))).rejects.toThrow('ended with code 3')
  const early = opener(4)
  await once(early, 'exit')
  await expect(openBrowser('x', async () => early)).rejects.toThrow('ended with code 4')
})

it('tells of an opener that is not there', async () => {
  await expect(openBrowser('x', () => Promise.reject(new Error('spawn ENOENT')))).rejects.toThrow('spawn ENOENT')
})
