import { sql } from 'drizzle-orm'
import type { Tenant } from '../../src/tenancy/index.ts'
import { startFrontdesk } from '../../test/support/server.ts'

/* Search of an address book of 10,000 over HTTP, one question after the other, as somebody types. Exits with 1 above the goal. */

const CONTACTS = 10_000
const GOAL_MS = 20
const ASKED = 400
const WARM_UP = 50
const FIRST = 'oak elm birch pine cedar maple willow river lake harbor north south east west green'.split(' ')
const SECOND = 'clinic family practice dental pediatrics cardiology imaging pharmacy hospital associates'.split(' ')
const TYPED = ['oak', 'card', 'clinic', '5551', 'maple pract', 'son', 'zzz', 'li', '2012', 'harbor dental 12']

function fill(file: Tenant): void {
  file.write((tx) => {
    for (let n = 0; n < CONTACTS; n++) {
      const name = `${FIRST[(n * 7) % FIRST.length]} ${SECOND[(n * 3) % SECOND.length]} ${n} ${FIRST[(n * 13) % FIRST.length]}son`
      const [id, fax] = [crypto.randomUUID(), `+1${2_012_000_000 + ((n * 7_919) % 799_999_999)}`]
      tx.db.run(
        sql`INSERT INTO contacts (id, name, fax, note, uses, created_at, updated_at, search) VALUES (${id}, ${name}, ${fax}, 'x', ${n % 50}, 0, 0, ${`${name} ${fax}`})`,
      )
      tx.db.run(sql`INSERT INTO contact_numbers VALUES (${fax}, ${id}, 0, '')`)
    }
  })
}

async function p95Of(ask: (path: string) => Promise<Response>, path: string): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < ASKED; n++) {
    const begun = performance.now()
    const answer = await ask(path + encodeURIComponent(TYPED[n % TYPED.length] ?? ''))
    await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`)
    if (n >= WARM_UP) times.push(performance.now() - begun)
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? 0
}

const desk = await startFrontdesk()
try {
  fill(desk.maple.file)
  const [key, person] = [desk.as('maple', desk.maple.key), desk.as('maple', await desk.signIn('maple', 'user'))]
  for (const [name, path, ask] of [
    ['JSON', '/api/contacts?limit=50&q=', key],
    ['suggestions', '/contacts/suggestions?q=', person],
    ['list page', '/contacts?q=', person],
  ] as const) {
    const p95 = await p95Of(ask, path)
    process.stdout.write(`${name}: p95 ${p95.toFixed(1)} ms of ${GOAL_MS}\n`)
    if (p95 > GOAL_MS) process.exitCode = 1
  }
} finally {
  await desk[Symbol.asyncDispose]()
}
