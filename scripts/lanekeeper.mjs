#!/usr/bin/env node
import { requireNode } from './node-version.mjs'

requireNode()
const { runCli } = await import('./cli.mjs')
await runCli()
