import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { newSecret } from '../../../src/identity/secrets.ts'
import type { Connection } from '../../../src/identity/sso/connections.ts'
import { begin, take } from '../../../src/identity/sso/requests.ts'
import { type Desk, openDesk } from '../desk.ts'
import { connect } from './connected.ts'

const MINUTE = 60_000
const browser = newSecret()
const begun = (desk: Desk, { id }: Connection) => desk.maple.write((tx) => begin(tx, { connectionId: id, browser, back: '/received' }))
const taken = (desk: Desk, { id }: Connection, state: string, by: string | undefined = browser) =>
  desk.maple.write((tx) => take(tx, { state, connectionId: id, browser: by }))

test('an answer is taken once, with what was asked', () => {
  using desk = openDesk()
  const connection = connect(desk.maple)
  const { state, nonce, verifier } = begun(desk, connection)
  expect(taken(desk, connection, state)).toMatchObject({ nonce, verifier, back: '/received', isAfresh: false })
  expect(taken(desk, connection, state)).toBe('used')
})

test('only the browser that began it may take it, and nobody else uses it up', () => {
  using desk = openDesk()
  const connection = connect(desk.maple)
  const { state } = begun(desk, connection)
  for (const other of [undefined, '', 'x', newSecret()])
    expect(desk.maple.write((tx) => take(tx, { state, connectionId: connection.id, browser: other }))).toBe('other_browser')
  expect(taken(desk, connection, state)).toMatchObject({ back: '/received' })
})

test('an answer of another provider, another office, or after ten minutes belongs to nothing', () => {
  using desk = openDesk()
  const [connection, other] = [connect(desk.maple), connect(desk.maple)]
  const { state } = begun(desk, connection)
  expect(taken(desk, other, state)).toBe('other_connection')
  expect(desk.harbor.write((tx) => take(tx, { state, connectionId: connection.id, browser }))).toBe('not_asked')
  desk.later(10 * MINUTE)
  expect(taken(desk, connection, state)).toBe('late')
  desk.later(1)
  begun(desk, connection)
  expect(taken(desk, connection, state)).toBe('not_asked')
})

test('the file holds no state and no browser’s secret', () => {
  using desk = openDesk()
  const { state } = begun(desk, connect(desk.maple))
  const rows = JSON.stringify(desk.maple.read((tx) => tx.db.all(sql`SELECT * FROM sso_requests`)))
  expect(rows.includes(state) || rows.includes(browser)).toBe(false)
})
