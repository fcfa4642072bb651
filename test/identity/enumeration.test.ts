import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { openPeople } from './people-world.ts'

const WRONG = 'not the right words at all'
const ENTRIES = [
  ['POST /sign-in', (email: string) => ({ form: { email, password: WRONG } })],
  ['POST /api/auth/token', (email: string) => ({ json: { email, password: WRONG } })],
  ['POST /forgotten', (email: string) => ({ form: { email } })],
  ['POST /api/auth/resets', (email: string) => ({ json: { email } })],
] as const

test.each(ENTRIES)('%s answers with the same words whoever is asked for', async (route, asking) => {
  await using people = await openPeople()
  const { owner_admin, user } = people.maple.emails
  people.maple.file.write((tx) => void tx.db.run(sql`UPDATE users SET state = 'suspended' WHERE email = 'auditor@maple.test'`))
  const [method = '', path = ''] = route.split(' ')
  const answers = new Set<string>()
  for (const email of [owner_admin, user, 'auditor@maple.test', 'invited@maple.test', 'nobody@maple.test', people.harbor.emails.user]) {
    const { status, text, headers } = await people.ask('maple', method, path, asking(email))
    const said = text.replaceAll(email, 'EMAIL').replaceAll(headers.get('x-request-id') ?? ' ', 'ID')
    const told = [...headers].filter(([name]) => name !== 'x-request-id').sort()
    answers.add(JSON.stringify([status, said, told]))
  }
  expect([...answers]).toHaveLength(1)
})

test.each(ENTRIES)('%s pauses for an address that is not known as for one that is', async (route, asking) => {
  await using people = await openPeople()
  const [method = '', path = ''] = route.split(' ')
  const runs = []
  for (const email of [people.maple.emails.user, 'nobody@maple.test']) {
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await people.ask('maple', method, path, asking(email))).status)
    people.later(3_600_001)
    runs.push(statuses)
  }
  expect(runs[1]).toEqual(runs[0] ?? [])
  expect(runs[0]).toContain(429)
})
