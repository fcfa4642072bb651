import { expect, test } from 'bun:test'
import { createIdentity, createPasswords } from '../../src/identity/index.ts'
import { createGate } from '../../src/identity/sign-in/gate.ts'
import { type Desk, openDesk, PASSWORD } from './desk.ts'

const MINUTE = 60_000
const HOME = '203.0.113.7'
const turn = () => new Promise((resolve) => setImmediate(resolve))
const stranger = (n: number) => ({ familiar: false, address: `198.51.100.${n}` }) as const

test('strangers leave room for who was here before, who also goes first', async () => {
  const gate = createGate({ atOnce: 2, strangers: 1, mayWait: 5, strangersMayWait: 2, perAddress: 1 })
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string, lane: Parameters<typeof gate>[1]) =>
    gate(
      () =>
        new Promise<void>((resolve) => {
          begun.push(name)
          ends.set(name, resolve)
        }),
      lane,
    )
  const crowd = [1, 2, 3].map((n) => work(`stranger ${n}`, stranger(n)))
  await turn()
  expect(begun).toEqual(['stranger 1'])
  await expect(work('stranger 4', stranger(4))).rejects.toMatchObject({ code: 'too_many', retryAfterSeconds: 5 })
  const known = ['ana', 'uma'].map((name) => work(name, { familiar: true }))
  await turn()
  expect(begun).toEqual(['stranger 1', 'ana'])
  ends.get('stranger 1')?.()
  await turn()
  expect(begun).toEqual(['stranger 1', 'ana', 'uma'])
  for (const name of ['ana', 'uma', 'stranger 2', 'stranger 3']) {
    ends.get(name)?.()
    await turn()
  }
  await Promise.all([...crowd, ...known])
  expect(begun).toEqual(['stranger 1', 'ana', 'uma', 'stranger 2', 'stranger 3'])
})

test('one address does not fill the line of strangers', async () => {
  const gate = createGate({ atOnce: 1, strangers: 1, mayWait: 5, strangersMayWait: 10, perAddress: 2 })
  const ends: (() => void)[] = []
  const work = (n: number) => gate(() => new Promise<void>((resolve) => void ends.push(resolve)), stranger(n))
  const waiting = [work(1), work(1), work(1)]
  await expect(work(1)).rejects.toMatchObject({ code: 'too_many' })
  waiting.push(work(2))
  for (let n = 0; n < 4; n++) {
    await turn()
    ends[n]?.()
  }
  await Promise.all(waiting)
})

test('in an overload who comes next is told at once, without a hash, and alike whether the account exists', async () => {
  using desk = openDesk()
  let compared = 0
  const held: (() => void)[] = []
  const verify = () => {
    compared += 1
    return new Promise<boolean>((resolve) => void held.push(() => resolve(false)))
  }
  const identity = createIdentity({ ...desk, clock: () => desk.now.value, passwords: createPasswords({ verify }) })
  const attempt = (email: string, n: number) =>
    identity.signIn(desk.ids.maple, { email, password: PASSWORD, ip: `198.51.100.${n}` }, { grant: () => '' }).then(
      () => 'in',
      (error: { code: string; message: string; retryAfterSeconds: number }) => `${error.code} ${error.message} ${error.retryAfterSeconds}`,
    )
  const first = Array.from({ length: 21 }, (_, n) => attempt(`nobody-${n}@maple.test`, n))
  while (compared < 1) await turn()
  const answers = [await attempt('ana@maple.test', 100), await attempt('nobody@maple.test', 101)]
  expect(answers[0]).toStartWith('too_many ')
  expect(answers[1]).toBe(answers[0] ?? '')
  expect(compared).toBe(1)
  for (let n = 0; n < 21; n++) {
    while (held.length <= n) await turn()
    held[n]?.()
  }
  expect(new Set(await Promise.all(first)).size).toBe(1)
})

const sign = async (desk: Desk, from: string, password = PASSWORD, email = 'uma@maple.test') =>
  (await desk.signIn('maple', email, password, { headers: { 'x-client-address': from } })).status

test('a crowd that guesses at an account locks out neither who was let in from there before, nor anybody for good', async () => {
  using desk = openDesk()
  expect(await sign(desk, HOME)).toBe(303)
  for (let n = 0; n < 12; n++) expect(await sign(desk, `198.51.100.${n}`, 'a guess of somebody')).not.toBe(303)
  expect([await sign(desk, '198.51.100.200'), await sign(desk, HOME)]).toEqual([429, 303])
  desk.later(MINUTE)
  for (let n = 0; n < 6; n++) await sign(desk, `198.51.100.${n}`, 'a guess of somebody')
  expect(await sign(desk, '198.51.100.201')).toBe(401)
  desk.later(16 * MINUTE)
  expect(await sign(desk, '198.51.100.201')).toBe(303)
})

test('an owner from where they were before gets through both steps while strangers guess', async () => {
  using desk = openDesk()
  expect(await sign(desk, HOME, PASSWORD, 'ana@maple.test')).toBe(303)
  for (let n = 0; n < 7; n++) await sign(desk, `198.51.100.${n}`, 'a guess of somebody', 'ana@maple.test')
  expect(await sign(desk, HOME, PASSWORD, 'ana@maple.test')).toBe(303)
})

test('five failures from a place make it one like any other, for that account', async () => {
  using desk = openDesk()
  expect(await sign(desk, HOME)).toBe(303)
  for (let n = 0; n < 5; n++) expect(await sign(desk, HOME, 'a guess of somebody')).toBe(401)
  expect(await sign(desk, HOME)).toBe(401)
  desk.later(2 * MINUTE)
  expect(await sign(desk, HOME)).toBe(303)
})
