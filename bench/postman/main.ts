import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { addKey, SCOPES } from '../../src/identity/index.ts'
import { startFrontdesk } from '../../test/support/server.ts'
import { around, machineLine } from '../machine.ts'

// bun bench/postman/main.ts: the Postman collection against a running server, as a key for tests and as one that sends.
const TOP = join(import.meta.dir, '../..')
const PROGRAM = join(import.meta.dir, 'node_modules/newman/bin/newman.js')
const OUT = join(TOP, 'artifacts/postman')
if (!existsSync(PROGRAM)) throw new Error('newman is not there: cd bench/postman && bun install --frozen-lockfile')
mkdirSync(OUT, { recursive: true })

type Failure = { readonly source?: { readonly name?: string }; readonly error: { readonly test?: string; readonly message: string } }
type Run = {
  readonly stats: Readonly<Record<'requests' | 'assertions', { readonly total: number }>>
  readonly failures: readonly Failure[]
  readonly executions: readonly { readonly response?: { readonly code: number } }[]
}

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
await using frontdesk = await startFrontdesk({ env: { LOG_LEVEL: 'error' } })
const { maple, port } = frontdesk
let wrong = 0
for (const name of ['test', 'live']) {
  const added = maple.file.write((tx) => addKey(tx, 'maple', { name: 'Postman', scopes: SCOPES, test: name === 'test' }))
  const { stats, failures, executions } = await runAs(name, added.secret)
  const statuses = executions.map(({ response }) => String(response?.code ?? 'no answer'))
  const counted = [...new Set(statuses)].sort().map((each) => `${each} ${statuses.filter((one) => one === each).length}`)
  console.log(`${name}  ${stats.requests.total} requests, ${stats.assertions.total} assertions: ${counted.join(', ')}`)
  for (const { source, error } of failures) console.log(`${name}  ${source?.name}: ${error.test ?? ''} ${error.message}`)
  wrong += failures.length
}
for (const line of frontdesk.logged) console.log(`logged  ${line}`)
console.log(wrong === 0 ? 'all passed' : `${wrong} failed`)
process.exitCode = wrong === 0 && frontdesk.logged.length === 0 ? 0 : 1

async function runAs(name: string, key: string): Promise<Run> {
  const report = join(OUT, `${name}.json`)
  const run = Bun.spawn(
    [
      ...['node', PROGRAM, 'run', join(TOP, 'docs/postman.json')],
      ...['--env-var', `url=http://maple.localhost:${port}`, '--env-var', `key=${key}`],
      ...['--reporters', 'json', '--reporter-json-export', report, '--timeout-request', '20000'],
    ],
    { stdout: 'inherit', stderr: 'inherit' },
  )
  await run.exited
  return ((await Bun.file(report).json()) as { readonly run: Run }).run
}
