import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { record, verifyChain } from '../../src/audit/index.ts'
import { rotateTenantKey, system, turnstileMemory } from '../../src/tenancy/index.ts'
import { openOffices } from '../../test/support/offices.ts'
import { startAgain } from '../../test/tenancy/startup.ts'
import { ms, spread } from '../figures.ts'
import { machineLine } from '../machine.ts'
import type { Start, Written } from './writer.ts'

// bun bench/keys/main.ts --rotations 20 --megabytes 20
const { values } = parseArgs({
  options: {
    rotations: { type: 'string', default: '20' },
    megabytes: { type: 'string', default: '20' },
    writers: { type: 'string', default: '2' },
  },
})
const [rotations, megabytes, threads] = [Number(values.rotations), Number(values.megabytes), Number(values.writers)]
const ROWS_A_MEGABYTE = 800

const memory = turnstileMemory()
using offices = openOffices()
using here = startAgain(offices.dataDir, Buffer.alloc(32, 7), memory)
const id = offices.ids.maple
const tenant = here.tenants.as(id, system('bench'))
for (let megabyte = 0; megabyte < megabytes; megabyte++)
  tenant.write((tx) => {
    for (let row = 0; row < ROWS_A_MEGABYTE; row++) record(tx, 'bench.filled', crypto.randomUUID(), { filling: 'x'.repeat(1_000) })
  })

const writers = Array.from({ length: threads }, (_, n) => {
  const worker = new Worker(new URL('./writer.ts', import.meta.url).href)
  worker.postMessage({ dataDir: offices.dataDir, id, name: `w${n}`, memory } satisfies Start)
  return worker
})
await Bun.sleep(1_000)

const [frozen, took]: [number[], number[]] = [[], []]
for (let turn = 0; turn < rotations; turn++) {
  const began = performance.now()
  frozen.push((await rotateTenantKey(here, id)).frozenMs)
  took.push(performance.now() - began)
}

const stopped = (worker: Worker) =>
  new Promise<Written>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<Written>) => resolve(data)
    worker.postMessage('stop')
  })
const written = await Promise.all(writers.map(stopped))
for (const worker of writers) worker.terminate()

const found = tenant.read((tx) =>
  tx.db.all<{ row: string }>(sql`SELECT subject_id AS row FROM audit_events WHERE action = 'bench.written'`),
)
const kept = new Set(found.map(({ row }) => row))
const rows = written.flatMap((each) => each.rows)
const lost = rows.filter((row) => !kept.has(row)).length
const doubled = found.length - kept.size
const [freeze, whole, waits] = [spread(frozen), spread(took), spread(written.flatMap((each) => each.waits))]

console.log(`${new Date().toISOString().slice(0, 16)}Z · ${machineLine()}`)
console.log(
  `${rotations} rotations of an office of ${megabytes} MB, ${threads} threads writing: ${rows.length} rows, lost ${lost}, doubled ${doubled}`,
)
console.log(`writes frozen    p50 ${ms(freeze.p50)}  p99 ${ms(freeze.p99)}  max ${ms(freeze.max)}`)
console.log(`a write took     p50 ${ms(waits.p50)}  p99 ${ms(waits.p99)}  max ${ms(waits.max)}`)
console.log(`a rotation took  p50 ${ms(whole.p50)}  max ${ms(whole.max)}`)
const { valid } = tenant.read(verifyChain)
if (lost + doubled > 0 || found.length !== rows.length || !valid)
  throw new Error('A rotation loses, doubles or breaks what is written meanwhile.')
