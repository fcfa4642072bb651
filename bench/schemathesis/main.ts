import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createOperator, findUserByEmail, startSession } from '../../src/identity/index.ts'
import { openMailbox } from '../../test/support/mailbox.ts'
import { startFrontdesk } from '../../test/support/server.ts'
import { furnish } from '../../test/support/wall.ts'
import { around, machineLine } from '../machine.ts'
import { type Caller, goBetween, type Seen } from './go-between.ts'

// bun bench/schemathesis/main.ts [--examples 60] [--seed 1] [--only key]: the whole OpenAPI, as a key, as an owner and as operators.
const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'key person operators' },
    operation: { type: 'string', default: '' },
  },
})
const TOP = join(import.meta.dir, '../..')
const PROGRAM = join(TOP, '.build/schemathesis/bin/schemathesis')
const OUT = join(TOP, 'artifacts/schemathesis')
mkdirSync(OUT, { recursive: true })

await using mailbox = await openMailbox()
const mail = { SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`, MAIL_FROM: 'Frontdesk <desk@frontdesk.test>' }
await using frontdesk = await startFrontdesk({ env: { LOG_LEVEL: 'error', ...mail } })
const { port, parts, maple, harbor } = frontdesk
const [own, theirs] = [await furnish(parts, maple), await furnish(parts, harbor)]
const operatorKey = parts.control.write((tx) => createOperator(tx, 'Prober')).key

const CALLERS: Readonly<Record<string, Caller & { readonly arguments: readonly string[] }>> = {
  key: {
    host: `maple.localhost:${port}`,
    headers: async () => ({}),
    mayRenew: false,
    arguments: ['-H', `Authorization: Bearer ${maple.key}`],
  },
  person: {
    host: `maple.localhost:${port}`,
    headers: async () => ({ cookie: ownersCookie(), 'sec-fetch-site': 'same-origin' }),
    mayRenew: true,
    arguments: ['--exclude-checks', 'ignored_auth'],
  },
  operators: {
    host: `admin.localhost:${port}`,
    headers: async () => ({}),
    mayRenew: false,
    arguments: ['-H', `Authorization: Bearer ${operatorKey}`],
  },
}

/** What stands in records of the other office alone. */
const MARKS = [
  harbor.id,
  'harbor.test',
  'Harbor Dental',
  ...Object.values(theirs).flatMap((each) => Object.values(each).filter((id) => id.length > 30)),
]

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()} · ${around()}`)
const found: string[] = []
let cases = 0
for (const name of values.only.split(' ')) {
  const caller = CALLERS[name]
  if (!caller) throw new Error(`Nobody is called ${name}.`)
  const code = await probe(name, caller)
  if (code !== 0) found.push(`${name}: Schemathesis ended with ${code}, see ${join(OUT, `${name}.txt`)}`)
}
for (const line of new Set(frontdesk.logged.map(errorIn).filter(Boolean))) found.push(`logged: ${line}`)
console.log(`${cases} cases, ${found.length === 0 ? 'nothing found' : `\n${found.join('\n')}`}`)
process.exitCode = found.length === 0 ? 0 : 1

async function probe(name: string, caller: (typeof CALLERS)[string]): Promise<number> {
  const isOperators = name === 'operators'
  await using between = goBetween(port, caller, own, isOperators ? own : theirs, isOperators ? [] : MARKS)
  const description = join(OUT, `${name}.json`)
  const told = await fetch(`http://127.0.0.1:${port}/api/openapi.json`, { headers: { host: caller.host } })
  await Bun.write(description, await told.text())
  const run = Bun.spawn(
    [
      PROGRAM,
      '--config-file',
      join(import.meta.dir, 'schemathesis.toml'),
      'run',
      description,
      '--url',
      between.url,
      ...['--max-examples', values.examples, '--seed', values.seed, '--workers', '2', '--continue-on-failure', '--no-color'],
      ...(values.operation ? ['--include-operation-id-regex', values.operation] : []),
      ...caller.arguments,
    ],
    { cwd: OUT, stdout: Bun.file(join(OUT, `${name}.txt`)), stderr: 'inherit' },
  )
  const code = await run.exited
  say(name, between.seen())
  return code
}

/** As after a sign-in with both factors, without waiting for its password check. */
function ownersCookie(): string {
  return maple.file.write((tx) => {
    const owner = findUserByEmail(tx, maple.emails.owner_admin)
    if (!owner) throw new Error('The owner is gone.')
    return `session=${startSession(tx, owner.id, { userAgent: 'Schemathesis', address: '127.0.0.1' }, tx.now)}`
  })
}

/** What the server itself calls an error, without its moment. */
function errorIn(line: string): string {
  const { event, error, where } = JSON.parse(line.startsWith('{') ? line : '{}') as Record<string, unknown>
  return event === 'request.failed' ? JSON.stringify({ error, where }).slice(0, 600) : ''
}

function say(name: string, seen: Seen): void {
  cases += seen.cases
  const statuses = Object.entries(seen.statuses).map(([status, count]) => `${status} ${count}`)
  console.log(`${name.padEnd(10)} ${seen.cases} cases: ${statuses.join(', ')}`)
  found.push(...new Set(seen.wrong.map((each) => `${name}: ${each}`)))
}
