import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { newSecret } from '../../../src/identity/secrets.ts'
import type { Verified } from '../../../src/identity/sso/finishing.ts'
import { isFirst, keepAnswer, takeAnswer } from '../../../src/identity/sso/saml-answers.ts'
import { type Desk, openDesk } from '../desk.ts'
import { connect, said } from './connected.ts'

const MINUTE = 60_000
const at = new Date('2026-03-02T14:59:00Z')
const verified: Verified = { ...said(), authenticatedAt: at, factorGiven: false }
const opened = (desk: Desk) => ({ one: connect(desk.maple).id, other: connect(desk.maple).id })

test('what was verified waits a minute for its browser, and is given out once, as it was', () => {
  using desk = openDesk()
  const { one } = opened(desk)
  const code = desk.maple.write((tx) => keepAnswer(tx, one, { requestId: '_1', verified })) ?? ''
  const take = () => desk.maple.write((tx) => takeAnswer(tx, one, code))
  expect(take()).toEqual({ requestId: '_1', verified })
  expect(take()).toBeUndefined()
  const late = desk.maple.write((tx) => keepAnswer(tx, one, { requestId: '_2', verified })) ?? ''
  desk.later(MINUTE)
  expect(desk.maple.write((tx) => takeAnswer(tx, one, late))).toBeUndefined()
})

test('a request that was answered gets no second answer, and the first stays', () => {
  using desk = openDesk()
  const { one } = opened(desk)
  const keep = (subject: string) => desk.maple.write((tx) => keepAnswer(tx, one, { requestId: '_1', verified: { ...verified, subject } }))
  const [code, second] = [keep('sub-1') ?? '', keep('sub-2')]
  expect([second, desk.maple.write((tx) => takeAnswer(tx, one, code))?.verified.subject]).toEqual([undefined, 'sub-1'])
})

test('a code of another provider, another office, or of nobody gives nothing', () => {
  using desk = openDesk()
  const { one, other } = opened(desk)
  const keep = (requestId: string) => desk.maple.write((tx) => keepAnswer(tx, one, { requestId, verified })) ?? ''
  expect(desk.maple.write((tx) => takeAnswer(tx, other, keep('_1')))).toBeUndefined()
  expect(desk.harbor.write((tx) => takeAnswer(tx, one, keep('_2')))).toBeUndefined()
  for (const code of ['', 'x', newSecret()]) expect(desk.maple.write((tx) => takeAnswer(tx, one, code))).toBeUndefined()
})

test('an assertion comes once from its provider, for as long as it could be sent again; what is kept of it is a hash', () => {
  using desk = openDesk()
  const { one, other } = opened(desk)
  const assertion = { id: '_assertion-of-ana', expiresAt: new Date(desk.now.value.getTime() + 5 * MINUTE) }
  const first = (id = one) => desk.maple.write((tx) => isFirst(tx, id, assertion))
  expect([first(), first(), first(other)]).toEqual([true, false, true])
  desk.later(5 * MINUTE)
  expect(first()).toBe(false)
  const kept = desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM saml_assertions`))
  expect(JSON.stringify(kept)).not.toContain(assertion.id)
  desk.later(1)
  desk.maple.write((tx) => void isFirst(tx, one, { id: '_next', expiresAt: desk.now.value }))
  expect(desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM saml_assertions`))).toHaveLength(1)
})
