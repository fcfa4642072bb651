import { expect, test } from 'bun:test'
import { verify } from '@node-rs/argon2'
import { createPasswords, passwordProblem } from '../../src/identity/index.ts'
import { createGate } from '../../src/identity/sign-in/gate.ts'
import { createLimit } from '../../src/identity/sign-in/limits.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('without a hash a decoy of the same cost is compared, and the answer is no', async () => {
  const against: string[] = []
  const passwords = createPasswords({
    verify: (hash, password) => {
      against.push(String(hash))
      return verify(hash, password)
    },
  })
  const known = await passwords.hash('four words you will remember')
  expect(await passwords.verify(known, 'four words you will remember')).toBe(true)
  expect(await passwords.verify(known, 'four words you will forget')).toBe(false)
  expect(await passwords.verify(undefined, 'four words you will remember')).toBe(false)
  expect(against.map((hash) => hash.split('$').slice(1, 4).join('$'))).toEqual(Array(3).fill('argon2id$v=19$m=19456,t=2,p=1'))
})

test('a character typed as one or as two is the same password', async () => {
  const passwords = createPasswords()
  expect(await passwords.verify(await passwords.hash('caf\u00e9 on the corner'), 'cafe\u0301 on the corner')).toBe(true)
})

test('length is what counts', () => {
  expect(passwordProblem('fourteen chars')).toContain('at least 15')
  expect(passwordProblem('fifteen letters')).toBeUndefined()
  expect(passwordProblem('sunshine football')).toBeUndefined()
  expect(passwordProblem('lower case only and no digit')).toBeUndefined()
  expect(passwordProblem('words '.repeat(170))).toBeUndefined()
  expect(passwordProblem('x'.repeat(1025))).toContain('at most 1024')
})

test('beside a second factor eight characters are enough', () => {
  const rules = { shortest: 8, own: [] }
  expect(passwordProblem('tin kite', rules)).toBeUndefined()
  expect(passwordProblem('tinkite', rules)).toContain('at least 8')
})

test.each([
  'password',
  'PassWord123',
  'qwertyuiop',
  'passwordpassword',
  'password12345678',
  'qwertyuiopsunshine',
  'abcabcabcabcabcabc',
  'aaaaaaaaaaaaaaaa',
  '1234567890123456',
  'Maple Street Family Practice',
  'maplestreetfamilypractice2026',
  'ana.ortiz@maple.example',
  'ana ortiz 1984',
  'Frontdesk1',
])('%p is refused, because it is the first that is tried', (password) => {
  const own = ['Maple Street Family Practice', 'maple', 'ana.ortiz@maple.example', 'Ana Ortiz']
  expect(passwordProblem(password, { shortest: 8, own })).toContain('too easy to guess')
})

test('a password that only holds a name among other words is not refused', () => {
  expect(passwordProblem('the maple by our window', { shortest: 8, own: ['maple'] })).toBeUndefined()
})

test('two work at once, so many wait, and the next is asked to come back', async () => {
  const gate = createGate({ atOnce: 2, strangers: 2, mayWait: 3, strangersMayWait: 3, perAddress: 3 })
  const ends: (() => void)[] = []
  const begun: number[] = []
  const work = (n: number) =>
    gate(
      () =>
        new Promise<number>((resolve) => {
          begun.push(n)
          ends.push(() => resolve(n))
        }),
    )
  const jobs = [0, 1, 2, 3, 4].map(work)
  await expect(work(5)).rejects.toMatchObject({ code: 'too_many', retryAfterSeconds: 5 })
  expect(begun).toEqual([0, 1])
  ends[0]?.()
  await jobs[0]
  await turn()
  expect(begun).toEqual([0, 1, 2])
  for (let n = 1; n < 5; n += 1) {
    ends[n]?.()
    await jobs[n]
    await turn()
  }
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

test('work that fails gives its place back', async () => {
  const gate = createGate({ atOnce: 1, strangers: 1, mayWait: 1, strangersMayWait: 1, perAddress: 1 })
  await expect(gate(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await gate(() => Promise.resolve('next'))).toBe('next')
})

test('a limit counts by key, says how long to wait, and starts again', () => {
  const now = { value: new Date('2026-03-02T15:00:00Z') }
  const limit = createLimit({ most: 2, windowMs: 60_000, clock: () => now.value })
  expect([limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([0, 0, 0])
  now.value = new Date(now.value.getTime() + 20_500)
  expect([limit.take('a'), limit.take('b')]).toEqual([40, 0])
  now.value = new Date(now.value.getTime() + 39_500)
  expect(limit.take('a')).toBe(0)
})
