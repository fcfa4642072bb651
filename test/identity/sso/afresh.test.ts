import { afterAll, expect, test } from 'bun:test'
import { setSecret } from '../../../src/identity/sso/connections.ts'
import { CLIENT_SECRET } from '../../../src/identity/sso/oidc.ts'
import { openPeople, type People } from '../people-world.ts'
import { connect } from './connected.ts'
import { openIssuer } from './issuer.ts'

const issuer = openIssuer({ clientSecret: 'secret' })
afterAll(() => issuer[Symbol.asyncDispose]())
const SETTINGS = { preset: 'other', issuer: issuer.url, clientId: 'frontdesk', allowed: [], groupsClaim: 'groups', factorWords: [] }
const ZOE = { sub: 'zoe', email: 'zoe@maple.test', email_verified: true, name: 'Zoe Ng' }
const cookiesOf = (headers: Headers) => headers.getSetCookie().map((each) => each.split(';')[0] ?? '')

/** Through the provider and back, with what the provider says of when. */
async function through(people: People, start: string, cookie: string, said: object) {
  const gone = await people.ask('maple', 'GET', start, { cookie })
  const browser = cookiesOf(gone.headers).join('; ')
  const { pathname, search } = new URL(issuer.answer(gone.headers.get('location') ?? '', { ...ZOE, ...said }))
  const back = await people.ask('maple', 'GET', pathname + search, { cookie: [cookie, browser].filter(Boolean).join('; ') })
  return { location: back.headers.get('location'), session: cookiesOf(back.headers).find((each) => each.startsWith('session=')) ?? '' }
}

test('who has neither password nor factor here shows at the provider again that it is they', async () => {
  await using people = await openPeople({ mail: false })
  const connection = connect(people.maple.file, { settings: SETTINGS, letsNewPeopleIn: true, defaultRole: 'user', name: 'Example ID' })
  people.maple.file.write((tx) => setSecret(tx, connection.id, CLIENT_SECRET, 'secret'))
  const start = `/sign-in/sso/${connection.id}`
  const { session } = await through(people, start, '', {})
  const asked = await people.ask('maple', 'POST', '/settings/security/factor', { cookie: session })
  const link = /href="([^"]*afresh=1[^"]*)"/.exec(asked.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
  expect([asked.status, link, asked.text.includes('action="/step-up"')]).toEqual([403, `${start}?afresh=1&next=%2Fsettings`, false])
  const now = Math.floor(Date.now() / 1000)
  for (const auth_time of [undefined, now - 3_600])
    expect((await through(people, link, session, { auth_time })).location).toStartWith('/sign-in?sso=unconfirmed')
  const again = await through(people, link, session, { auth_time: now })
  expect(again.location).toBe('/settings')
  const done = await people.ask('maple', 'POST', '/settings/security/factor', { cookie: again.session })
  expect([done.status, done.headers.get('location')]).toEqual([303, '/settings/security/factor'])
  expect((await people.ask('maple', 'GET', '/api/me', { cookie: session })).status).toBe(401)
})
