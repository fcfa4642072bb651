import { expect, test } from 'bun:test'
import { mayNoLonger } from '../../src/identity/index.ts'
import { addFax, statusOf } from '../support/waiting-fax.ts'
import { openPeople, type People } from './people-world.ts'

const STREAM_ENDS_MS = 5_000

const ENDS: readonly (readonly [string, string])[] = [
  ['suspended', 'suspension'],
  ['removed', 'removal'],
]

test.each(ENDS)('whoever is %s is refused at the next request: by session, token and refresh token', async (_, act) => {
  await using people = await openPeople()
  const { ask, maple } = people
  const [ana, uma] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'user')]
  const { accessToken, refreshToken } = await people.tokens('maple', 'user')
  expect((await ask('maple', 'GET', '/api/me', { cookie: uma })).status).toBe(200)
  expect((await ask('maple', 'GET', '/api/me', { bearer: accessToken })).status).toBe(200)
  const { id } = people.person('maple', maple.emails.user)
  expect((await ask('maple', 'POST', `/settings/people/${id}/${act}`, { cookie: ana })).status).toBe(303)
  expect((await ask('maple', 'GET', '/api/me', { cookie: uma })).status).toBe(401)
  expect((await ask('maple', 'GET', '/api/me', { bearer: accessToken })).status).toBe(401)
  expect((await ask('maple', 'POST', '/api/auth/refresh', { json: { refreshToken } })).status).toBe(401)
  expect(await people.as('maple', 'user')).toBe('')
  expect((await ask('maple', 'GET', '/api/me', { cookie: ana })).status).toBe(200)
  expect((await ask('harbor', 'GET', '/api/me', { cookie: await people.as('harbor', 'user') })).status).toBe(200)
})

test('a role counts from the next request on, in sessions and in tokens made before', async () => {
  await using people = await openPeople()
  const { ask, maple } = people
  const [ana, bo] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'admin')]
  const { accessToken } = await people.tokens('maple', 'admin')
  expect((await ask('maple', 'GET', '/api/people', { bearer: accessToken })).status).toBe(200)
  const { id } = people.person('maple', maple.emails.admin)
  await ask('maple', 'POST', `/settings/people/${id}/role`, { cookie: ana, form: { role: 'auditor' } })
  const refused = [
    await ask('maple', 'GET', '/api/people', { bearer: accessToken }),
    await ask('maple', 'GET', '/api/people', { cookie: bo }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([403, 403])
  const words = ['Your role does not allow this: it needs people.', 'Your role does not allow this.']
  expect(refused.map(({ text }) => JSON.parse(text).detail)).toEqual(words)
  expect((await ask('maple', 'GET', '/settings/people', { cookie: bo })).status).toBe(403)
  expect((await ask('maple', 'GET', '/faxes', { cookie: bo })).status).toBe(200)
})

/** Resolves with whether the stream was ended within the time. */
async function endsInTime({ app }: People, cookie: string, shut: () => Promise<unknown>): Promise<boolean> {
  const answer = await app.handle(new Request('http://maple.localhost/events', { headers: { cookie, 'sec-fetch-site': 'same-origin' } }))
  expect(answer.status).toBe(200)
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  const ended = (async () => {
    while (!(await reader.read()).done);
    return true
  })()
  await shut()
  const inTime = await Promise.race([ended, Bun.sleep(STREAM_ENDS_MS).then(() => false)])
  await reader.cancel()
  return inTime
}

test('an open stream of events ends by itself', async () => {
  await using people = await openPeople()
  const [ana, uma] = [await people.as('maple', 'owner_admin'), await people.as('maple', 'user')]
  const { id } = people.person('maple', people.maple.emails.user)
  const suspend = () => people.ask('maple', 'POST', `/settings/people/${id}/suspension`, { cookie: ana })
  expect(await endsInTime(people, uma, suspend)).toBe(true)
})

const FALLS = [
  ['suspended', 'suspension', {}],
  ['removed', 'removal', {}],
  ['made an auditor', 'role', { role: 'auditor' }],
] as const

test.each(FALLS)('what somebody had queued is not sent once they are %s', async (_, act, form) => {
  await using people = await openPeople()
  const { maple, parts } = people
  const ana = await people.as('maple', 'owner_admin')
  const { id } = people.person('maple', maple.emails.user)
  const [theirs, anas] = [addFax(parts, maple, id), addFax(parts, maple, people.person('maple', maple.emails.owner_admin).id)]
  const waiting = [await theirs, await anas]
  await people.ask('maple', 'POST', `/settings/people/${id}/${act}`, { cookie: ana, form })
  await people.post()
  expect(waiting.map((fax) => statusOf(maple, fax))).toEqual([
    { status: 'failed', cause: 'sender_gone', tries: 0 },
    expect.objectContaining({ status: 'queued', cause: 'carrier_unreachable' }),
  ])
})

test('what a job asks of whoever began it: a person who is out or has another role may no longer, a key still may', async () => {
  await using people = await openPeople({ mail: false })
  const { file, emails } = people.maple
  const ana = await people.as('maple', 'owner_admin')
  const may = (id: string) => !file.read((tx) => mayNoLonger(tx, id, 'contacts:write'))
  const [uma, bo] = [people.person('maple', emails.user).id, people.person('maple', emails.admin).id]
  expect([uma, bo, 'a-key'].map(may)).toEqual([true, true, true])
  await people.ask('maple', 'POST', `/settings/people/${uma}/suspension`, { cookie: ana })
  await people.ask('maple', 'POST', `/settings/people/${bo}/role`, { cookie: ana, form: { role: 'auditor' } })
  expect([uma, bo, 'a-key'].map(may)).toEqual([false, false, true])
})

test('let in again, they sign in with the password they had', async () => {
  await using people = await openPeople()
  const ana = await people.as('maple', 'owner_admin')
  const { id } = people.person('maple', people.maple.emails.user)
  await people.ask('maple', 'POST', `/settings/people/${id}/suspension`, { cookie: ana })
  await people.ask('maple', 'POST', `/settings/people/${id}/readmission`, { cookie: ana })
  expect(await people.as('maple', 'user')).toStartWith('session=')
})
