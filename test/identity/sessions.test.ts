import { expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { setPassword, suspendUser } from '../../src/identity/index.ts'
import { startFamily } from '../../src/identity/sessions/refresh.ts'
import { written } from '../support/written.ts'
import { cookieOf, type Desk, openDesk, PASSWORD } from './desk.ts'

const MINUTE = 60_000
const opens = async (desk: Desk, cookie: string) => (await desk.visit('maple', 'GET', '/probe', { cookie })).status === 200
const countSessions = (desk: Desk) => desk.maple.read((tx) => tx.db.get<{ n: number }>(sql`SELECT count(*) AS n FROM sessions`)).n

test('a session ends after fifteen idle minutes', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  desk.later(15 * MINUTE - 1)
  expect(await opens(desk, cookie)).toBe(true)
  desk.later(15 * MINUTE)
  expect(await opens(desk, cookie)).toBe(false)
})

test('a session ends after twelve hours, however busy', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  for (let spent = 0; spent < 12 * 60; spent += 10) {
    expect(await opens(desk, cookie)).toBe(true)
    desk.later(10 * MINUTE)
  }
  expect(await opens(desk, cookie)).toBe(false)
})

test('being seen is written down at most once a minute', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  const seenAt = () => desk.maple.read((tx) => tx.db.get<{ at: number }>(sql`SELECT seen_at AS at FROM sessions`)).at
  const start = seenAt()
  desk.later(MINUTE - 1)
  await opens(desk, cookie)
  await written()
  expect(seenAt()).toBe(start)
  desk.later(1)
  await opens(desk, cookie)
  await written()
  expect(seenAt()).toBe(start + MINUTE)
})

test('on a full disk who is signed in goes on looking, and what needs room is refused in plain words', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  desk.maple.write((tx) => {
    tx.db.run(sql`CREATE TABLE ballast (bytes)`)
    tx.db.run(sql`CREATE TRIGGER heavy AFTER UPDATE ON sessions BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END`)
  })
  desk.maple.read((tx) => void tx.db.get(sql`PRAGMA max_page_count=1`))
  desk.later(MINUTE)
  expect(await opens(desk, cookie)).toBe(true)
  const write = () => desk.maple.write((tx) => void tx.db.run(sql`INSERT INTO ballast VALUES (zeroblob(1000000))`))
  expect(write).toThrow('The disk of this server is full. Nothing was changed')
})

test('signing out ends the session here and now, and is recorded', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'ana@maple.test')
  const response = await desk.visit('maple', 'POST', '/sign-out', { cookie })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?out=1'])
  expect(response.headers.get('set-cookie')).toContain('session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0')
  expect(await opens(desk, cookie)).toBe(false)
  expect(desk.actions(desk.maple).at(-1)).toBe('sign_out')
})

test('signing in again makes a new secret and ends the old session of that browser', async () => {
  using desk = openDesk()
  const first = await desk.cookie('maple', 'ana@maple.test')
  const second = cookieOf(await desk.signIn('maple', 'ana@maple.test', PASSWORD, { cookie: first }))
  expect(second).not.toBe(first)
  expect([await opens(desk, first), await opens(desk, second)]).toEqual([false, true])
})

test('a suspended person and one whose password was set are out at once', async () => {
  using desk = openDesk()
  const [ana, uma] = [await desk.cookie('maple', 'ana@maple.test'), await desk.cookie('maple', 'uma@maple.test')]
  desk.maple.write((tx) => {
    suspendUser(tx, desk.uma.id)
    setPassword(tx, desk.ana.id, 'another hash')
  })
  expect([await opens(desk, ana), await opens(desk, uma)]).toEqual([false, false])
})

test('what an account is counts at the next request, even when its sessions and tokens were left behind', async () => {
  using desk = openDesk()
  const cookie = await desk.cookie('maple', 'uma@maple.test')
  const refreshToken = desk.maple.write((tx) => startFamily(tx, desk.uma.id, null, { userAgent: 'program', address: '' }))
  desk.maple.write((tx) => void tx.db.run(sql`UPDATE users SET state = 'suspended' WHERE id = ${desk.uma.id}`))
  expect(await opens(desk, cookie)).toBe(false)
  expect((await desk.visit('maple', 'POST', '/api/auth/refresh', { json: { refreshToken } })).status).toBe(401)
})

test('sessions that lasted as long as they may are removed at the next sign-in', async () => {
  using desk = openDesk()
  await desk.cookie('maple', 'ana@maple.test')
  desk.later(12 * 60 * MINUTE)
  await desk.cookie('maple', 'uma@maple.test')
  expect(countSessions(desk)).toBe(1)
})
