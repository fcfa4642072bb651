import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { createOperator, isForOperators, OPERATORS_MAY, type OperatorRole, PROVEN, ROUTES } from '../../src/identity/index.ts'
import { type ConsoleWorld, openConsole } from '../identity/operators/console-world.ts'
import { BODY, callsOf, FIELDS } from '../support/wall.ts'

type Who = OperatorRole | 'key'
/** Written down by hand, beside the table it is held against. */
const MAY: Readonly<Record<Who, readonly string[]>> = {
  super_admin: ['operator:look', 'operator:change', 'operator:people', 'operator:self', 'operator:enter'],
  support: ['operator:look', 'operator:self', 'operator:enter'],
  key: ['operator:look', 'operator:change', 'operator:archive'],
}
const WHO = Object.keys(MAY) as Who[]
/** What takes the whole machine with it. */
const NOT_TRIED = new Set(['POST /api/admin/master-key/rotations'])

let world: ConsoleWorld
const headers = new Map<Who, Readonly<Record<string, string>>>()
let sessions: readonly Record<string, string | number>[] = []

beforeAll(async () => {
  world = openConsole()
  const { key } = world.parts.control.write((tx) => createOperator(tx, 'Program'))
  headers.set('key', { authorization: `Bearer ${key}` })
  for (const role of ['super_admin', 'support'] as const) headers.set(role, { cookie: (await world.operator(role, role)).cookie })
  sessions = world.parts.control.read((tx) => tx.db.all<Record<string, string | number>>(sql`SELECT * FROM operator_sessions`))
})
afterAll(() => world[Symbol.dispose]())

/** Removing what one signs in with, or ending sessions, is among what is allowed; the next cell begins signed in again. */
function signedInAgain(): void {
  world.parts.control.write(({ db }) => {
    for (const row of sessions) {
      const values = Object.values(row).map((each) => sql`${each}`)
      db.run(sql`INSERT OR REPLACE INTO operator_sessions (${sql.raw(Object.keys(row).join(', '))}) VALUES (${sql.join(values, sql`, `)})`)
    }
  })
}

async function answered(who: Who, route: string, path: string, host = 'admin.localhost'): Promise<string> {
  const [method = 'GET'] = route.split(' ')
  const isForm = path.startsWith('/console')
  const body = isForm ? new URLSearchParams(FIELDS).toString() : JSON.stringify(BODY)
  const type = { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }
  const answer = await world.app.handle(
    new Request(`http://${host}${path}`, {
      method,
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', ...headers.get(who), ...(method !== 'GET' && type) },
      ...(method !== 'GET' && { body }),
    }),
  )
  await answer.body?.cancel()
  return `${route} ${answer.status}`
}

const cells = () => callsOf(world.app, {})

test('every route of the operators’ host asks for a right of operators or is public, and no other route does', () => {
  const odd = Object.entries(ROUTES).filter(([route, access]) => {
    const isTheirs = /^\S+ \/(api\/admin|console)\b/.test(route)
    return isTheirs ? !isForOperators(access) && access !== 'public' : isForOperators(access)
  })
  expect(odd).toEqual([])
})

test.each(WHO)('what %s may is what is written here, and nothing more', (who) => {
  expect([...OPERATORS_MAY[who]].sort()).toEqual([...MAY[who]].sort() as never)
})

describe.each(WHO)('as %s', (who) => {
  test('every route answers as the table says', async () => {
    const wrong: string[] = []
    for (const { route, path } of cells()) {
      const access = ROUTES[route] ?? 'no row'
      if (NOT_TRIED.has(route) && MAY[who].includes(access)) continue
      signedInAgain()
      const answer = await answered(who, route, path)
      const isShut = / (401|403|500)$/.test(answer)
      if (MAY[who].includes(access) ? isShut : !/ (403|404)$/.test(answer)) wrong.push(answer)
      if (isForOperators(access) && !MAY[who].includes(access) && !answer.endsWith(' 403')) wrong.push(answer)
    }
    expect(wrong).toEqual([])
  })
  test('nothing of an office opens', async () => {
    const open: string[] = []
    for (const { route, path } of cells()) {
      const answer = await answered(who, route, path, 'maple.localhost')
      if (!/ (401|404)$/.test(answer)) open.push(answer)
    }
    expect(open).toEqual([])
  })
})

test('what asks for a proof of five minutes asks a person whose proof is older', async () => {
  signedInAgain()
  world.parts.control.write(({ db }) => void db.run(sql`UPDATE operator_sessions SET proven_at = 0`))
  const theirs = cells().filter(({ route }) => PROVEN.has(route) && MAY.super_admin.includes(ROUTES[route] ?? ''))
  expect(theirs.length).toBeGreaterThan(15)
  const open: string[] = []
  for (const { route, path } of theirs) {
    const answer = await answered('super_admin', route, path)
    if (!answer.endsWith(' 403')) open.push(answer)
  }
  expect(open).toEqual([])
})
