import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { addContact } from '../../src/contacts/index.ts'
import { closeDb, openDb } from '../../src/db/index.ts'
import { openParts, type Parts } from '../../src/parts.ts'
import { system, type TenantId } from '../../src/tenancy/index.ts'
import { type Cells, type Machine, startCells } from '../../test/cells/world.ts'
import { until } from '../../test/support/server.ts'
import { missedOf, type Proved } from './goals.ts'

export type FencedOff = Proved & {
  readonly leaseSeconds: number
  readonly takenOverAfterSeconds: number
  readonly asleepSeconds: number
  /** Written where it was taken over to, while the old cell slept and after it woke. */
  readonly writtenAtTheNewCell: number
  readonly askedOfTheOldCell: number
  readonly answersOfTheOldCell: readonly number[]
  readonly writtenAtTheOldCell: number
  /** The same file, the same moment, nobody asked for leave. */
  readonly writtenWithTheGuardOff: number
}

/** A cell is put to sleep, another one takes its office over, and then it wakes up, believes in itself and is asked to write. */
export async function wakeUpLate(leaseSeconds = 10): Promise<FencedOff> {
  await using cells = await startCells({ leaseSeconds })
  const { a, b, maple } = cells
  if ((await write(cells, a, 'Before')) !== 201) throw new Error('The owner was refused.')
  const isShipped = () => [...cells.s3.objects().keys()].some((name) => name.startsWith(`replicas/${maple.id}/`))
  await until(isShipped, 60)
  await Bun.sleep(4_000)
  a.signal('SIGSTOP')
  const slept = performance.now()
  const asked = await b.operate('POST', '/api/admin/takeovers', { slug: 'maple' })
  if (asked.status !== 202) throw new Error(`Taking over was answered ${asked.status}: ${await asked.text()}`)
  await until(async () => (await write(cells, b, 'New 0')) === 201, 90)
  const takenOverAfterSeconds = (performance.now() - slept) / 1_000
  for (let n = 1; n < 20; n++) await write(cells, b, `New ${n}`)
  writeUnasked(a, maple.id)
  a.signal('SIGCONT')
  const woke = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => write(cells, a, `Late ${n}`)))
  while (performance.now() - woke < 8_000) {
    answers.push(await write(cells, a, `Late ${answers.length}`))
    await write(cells, b, `New ${answers.length}`)
    await Bun.sleep(100)
  }
  await Promise.all([a.stop(), b.stop()])
  const key = withParts(b, ({ tenants }) => tenants.key(maple.id, 'database').toString('hex'))
  const [old, current] = [namesIn(fileOf(a, maple.id), key), namesIn(fileOf(b, maple.id), key)]
  const late = [...old, ...current].filter((name) => name.startsWith('Late'))
  const unasked = old.filter((name) => name === 'Unasked').length
  return {
    missed: missedOf({
      'nothing written by who was fenced': late.length === 0 && !answers.includes(201),
      'a new cell that writes': current.some((name) => name.startsWith('New')),
      'teeth: with the guard off it writes': unasked === 1,
    }),
    leaseSeconds,
    takenOverAfterSeconds,
    asleepSeconds: (woke - slept) / 1_000,
    writtenAtTheNewCell: current.filter((name) => name.startsWith('New')).length,
    askedOfTheOldCell: answers.length,
    answersOfTheOldCell: [...new Set(answers)].sort(),
    writtenAtTheOldCell: late.length,
    writtenWithTheGuardOff: unasked,
  }
}

const write = ({ maple }: Cells, { port }: Machine, name: string): Promise<number> =>
  fetch(`http://127.0.0.1:${port}/api/contacts`, {
    method: 'POST',
    keepalive: false,
    headers: { host: 'maple.localhost', authorization: `Bearer ${maple.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, fax: `+1555${Math.floor(2_000_000 + Math.random() * 7_000_000)}` }),
  }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0,
  )

function withParts<T>({ dataDir, env }: Machine, work: (parts: Parts) => T): T {
  const config = readConfig({ DATA_DIR: dataDir, MASTER_KEY_FILE: env['MASTER_KEY_FILE'] ?? '', LOG_LEVEL: 'error' })
  const beside = { opened() {}, closed() {}, makeWay: async (empty: () => void) => empty() }
  using parts = openParts(config, () => {}, undefined, undefined, beside)
  return work(parts)
}

const writeUnasked = (machine: Machine, id: TenantId): void =>
  withParts(machine, ({ tenants }) => {
    tenants.as(id, system('bench')).write((tx) => addContact(tx, { name: 'Unasked', organization: '', fax: '+15559990001', note: '' }))
  })

/** Where it lies, or was set aside when its cell had found out. */
function fileOf({ dataDir }: Machine, id: TenantId): string {
  const place = [id, ...readdirSync(dataDir).filter((name) => name.startsWith(`${id}.left`))].find((name) =>
    existsSync(join(dataDir, name, 'tenant.db')),
  )
  return join(dataDir, place ?? id, 'tenant.db')
}

function namesIn(path: string, keyHex: string): string[] {
  const db = openDb({ path, keyHex, plane: 'tenant' })
  try {
    return db.all<{ name: string }>('SELECT name FROM contacts').map(({ name }) => name)
  } finally {
    closeDb(db)
  }
}
