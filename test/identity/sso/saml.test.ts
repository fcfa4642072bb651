import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { sql } from 'drizzle-orm'
import { listEvents } from '../../../src/audit/index.ts'
import { type Connection, changeConnection, findConnection } from '../../../src/identity/sso/connections.ts'
import { serviceOf } from '../../../src/identity/sso/saml.ts'
import { type KeyPair, newKeyPair } from '../../../src/identity/sso/saml-certificate.ts'
import { addNextKey, dropNextKey, keyPairs, someKeyPairs, useNextKey } from '../../../src/identity/sso/saml-keys.ts'
import { readProviderMetadata } from '../../../src/identity/sso/saml-provider.ts'
import { receive } from '../../../src/identity/sso/saml-receiving.ts'
import { samlSettings } from '../../../src/identity/sso/saml-settings.ts'
import { officeUrl } from '../../../src/parts.ts'
import { system } from '../../../src/tenancy/index.ts'
import { canAnswer, type How, type Idp, type SamlPerson, startIdp } from '../../support/saml-idp.ts'
import type { Slug } from '../../support/server.ts'
import { openPeople, type People } from '../people-world.ts'
import { connect } from './connected.ts'

const MINUTE = 60_000
const PROVIDER = 'https://idp.test/metadata'
const TYPED = { metadataUrl: '', mustBeEncrypted: true, emailAttribute: '', nameAttribute: '', groupsAttribute: '', factorContexts: [] }
const uma: SamlPerson = { subject: 'uma-1', attributes: { mail: 'user@maple.test', displayName: 'Uma Reyes', groups: ['front desk'] } }

let idp: Idp
let keys: Record<'us' | 'next' | 'them', KeyPair>
let office: People
let at: Record<Slug, Connection>
let seen: Record<Slug, number>

type Going = { readonly method?: string; readonly cookie?: string; readonly form?: Record<string, string>; readonly from?: string }
const go = (slug: Slug, path: string, { method = 'GET', cookie, form, from = 'cross-site' }: Going = {}) =>
  office.app.handle(
    new Request(`http://${slug}.localhost${path}`, {
      method,
      headers: { 'sec-fetch-site': from, ...(cookie && { cookie }), ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
      ...(form && { body: new URLSearchParams(form).toString() }),
    }),
  )
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const leadsTo = (answer: Response) => [answer.status, answer.headers.get('location')]

/** The button on the sign-in page: what the browser keeps, and where it is sent. */
async function begin(slug: Slug, next = '/contacts') {
  const answer = await go(slug, `/sign-in/sso/${at[slug].id}?next=${next}`, { from: 'same-origin' })
  return { cookie: cookieOf(answer), url: answer.headers.get('location') ?? '' }
}
/** What the provider has the browser post. */
const answered = async (url: string, person = uma, how: How = {}) => idp.answer(PROVIDER, await idp.asked(PROVIDER, url), person, how)
const post = (slug: Slug, SAMLResponse: string) => go(slug, `/sso/${at[slug].id}/acs`, { method: 'POST', form: { SAMLResponse } })
async function signIn(slug: Slug, person = uma) {
  const { cookie, url } = await begin(slug)
  const { headers } = await post(slug, await answered(url, person))
  return go(slug, headers.get('location') ?? '', { cookie })
}
/** Since the test began, the latest first. */
const whyRefused = (slug: Slug = 'maple') =>
  office[slug].file
    .read((tx) => listEvents(tx))
    .filter(({ seq }) => seq > seen[slug])
    .filter(({ action }) => action === 'sso.refused')
    .map(({ detail }) => (JSON.parse(detail) as { why?: string }).why)

describe.if(canAnswer('Signing in through a SAML provider'))('through a provider that is not ours', () => {
  beforeAll(async () => {
    const [us, next, them] = await Promise.all(['us', 'next', 'them'].map((name) => newKeyPair(name, new Date(), 2048)))
    if (!us || !next || !them) throw new Error('There are no keys.')
    keys = { us, next, them }
    idp = startIdp()
    const metadata = await idp.provider(PROVIDER, them, [])
    office = await openPeople({ mail: false })
    const settings = samlSettings(readProviderMetadata(metadata), TYPED)
    const rules = { kind: 'saml', settings, linksByAddress: true } as const
    at = { maple: connect(office.maple.file, rules), harbor: connect(office.harbor.file, rules) }
    for (const slug of ['maple', 'harbor'] as const) await someKeyPairs(office[slug].file, async () => keys.us)
    const services = (['maple', 'harbor'] as const).map(async (slug) => (await go(slug, `/sso/${at[slug].id}/metadata`)).text())
    await idp.provider(PROVIDER, keys.them, await Promise.all(services))
  })
  afterAll(async () => {
    await idp?.[Symbol.asyncDispose]()
    await office?.[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    const lastOf = (slug: Slug) => office[slug].file.read((tx) => listEvents(tx))[0]?.seq ?? 0
    seen = { maple: lastOf('maple'), harbor: lastOf('harbor') }
  })

  test('who is known by the address is in, where they wanted to go, and the trail says how', async () => {
    const answer = await signIn('maple')
    expect(leadsTo(answer)).toEqual([303, '/contacts'])
    expect((await go('maple', '/contacts', { cookie: cookieOf(answer) })).status).toBe(200)
    const actions = office.maple.file.read((tx) => listEvents(tx)).map(({ action }) => action)
    expect(actions.slice(0, 3).toSorted()).toEqual(['sign_in.succeeded', 'sso.linked', 'sso.recognised'])
  })

  test('groups at the provider make the role', async () => {
    const { maple } = office
    const { id, createdAt: _, kind: __, ...rules } = at.maple
    maple.file.write((tx) => changeConnection(tx, id, { ...rules, groupRoles: [{ group: 'front desk', role: 'auditor' }] }))
    await signIn('maple')
    expect(office.person('maple', 'user@maple.test').role).toBe('auditor')
  })

  test('an answer works once', async () => {
    const { cookie, url } = await begin('maple')
    const posted = await answered(url)
    const first = await post('maple', posted)
    expect(leadsTo(await post('maple', posted))).toEqual([303, '/sign-in?sso=stray'])
    expect(leadsTo(await go('maple', first.headers.get('location') ?? '', { cookie }))).toEqual([303, '/contacts'])
    expect(leadsTo(await go('maple', first.headers.get('location') ?? '', { cookie }))[1]).toBe('/sign-in?sso=stray')
    expect(leadsTo(await post('maple', posted))[1]).toBe('/sign-in?sso=stray')
    // A second assertion for the same request is another answer to what was answered.
    expect(leadsTo(await post('maple', await answered(url)))[1]).toBe('/sign-in?sso=stray')
    expect(whyRefused()).toEqual(['used', 'used', 'late', 'replayed'])
  })

  test('in another browser than the one that began it, nobody is in, and the answer is spent', async () => {
    const { cookie, url } = await begin('maple')
    const other = await begin('maple')
    const { headers } = await post('maple', await answered(url))
    const arrival = headers.get('location') ?? ''
    for (const each of [other.cookie, '']) expect(leadsTo(await go('maple', arrival, { cookie: each }))[1]).toBe('/sign-in?sso=stray')
    expect(leadsTo(await go('maple', arrival, { cookie }))[1]).toBe('/sign-in?sso=stray')
  })

  test('an answer for one office is none for another, even from the same provider', async () => {
    const { url } = await begin('maple')
    const posted = await answered(url)
    expect(leadsTo(await post('harbor', posted))).toEqual([303, '/sign-in?sso=stray'])
    expect(leadsTo(await go('harbor', `/sso/${at.maple.id}/acs`, { method: 'POST', form: { SAMLResponse: posted } }))[1]).toBe(
      '/sign-in?sso=gone',
    )
    expect([whyRefused('harbor'), whyRefused('maple')]).toEqual([['not_asked'], []])
  })

  test('after ten minutes nobody waits for an answer', async () => {
    const { url } = await begin('maple')
    const posted = await answered(url)
    office.later(10 * MINUTE)
    expect(leadsTo(await post('maple', posted))[1]).toBe('/sign-in?sso=stray')
    expect(whyRefused()).toEqual(['late'])
    office.later(-10 * MINUTE)
  })

  test('what is not signed twice, not encrypted, or of nobody here, lets nobody in', async () => {
    const refusals = [
      [uma, { encrypt: false }, 'unconfirmed'],
      [uma, { sign_response: false }, 'unconfirmed'],
      [{ ...uma, subject: 'eve-1', attributes: { mail: 'eve@maple.test' } }, {}, 'unknown'],
    ] as const
    for (const [person, how, outcome] of refusals) {
      const { cookie, url } = await begin('maple')
      const answer = await post('maple', await answered(url, person, how))
      const last = outcome === 'unknown' ? await go('maple', answer.headers.get('location') ?? '', { cookie }) : answer
      expect(last.headers.get('location')).toStartWith(`/sign-in?sso=${outcome}`)
    }
    expect(whyRefused()).toEqual(['unknown', 'response_unsigned', 'not_encrypted'])
  })

  test('settings that change while an answer is looked at end it, and at a provider that is switched off none is looked at', async () => {
    const { file } = office.maple
    const { url } = await begin('maple')
    const stale = file.read((tx) => findConnection(tx, at.maple.id))
    if (!stale) throw new Error('There is no connection.')
    const us = serviceOf(officeUrl(office.parts.config, 'maple'), stale.id)
    const settings = (text: string) => file.write((tx) => void tx.db.run(sql`UPDATE sso_connections SET settings = ${text}`))
    settings(JSON.stringify({ ...stale.settings, groupsAttribute: 'teams' }))
    const door = office.parts.tenants.as(office.maple.id, system('sign-in'))
    expect(await receive(door, stale, await answered(url), { us, now: new Date() })).toEqual({ refused: 'gone' })
    settings(JSON.stringify(stale.settings))
    const off = await receive(door, { ...stale, isEnabled: false }, await answered(url, uma, { sign_response: false }), {
      us,
      now: new Date(),
    })
    expect(off).toEqual({ refused: 'gone' })
  })

  test('only the one address takes what another site posts', async () => {
    const form = { SAMLResponse: 'AAAA' }
    const tried = ['/sign-in', `/sso/${at.maple.id}/acs/`, `/sso/${at.maple.id}/arrival`, '/sso/acs', '/step-up']
    for (const path of tried) expect([path, (await go('maple', path, { method: 'POST', form })).status]).toEqual([path, 403])
    expect(leadsTo(await post('maple', 'AAAA'))).toEqual([303, '/sign-in?sso=unconfirmed'])
  })

  test('an owner tries it before anybody comes in by it, and reads what is wrong', async () => {
    const { id } = at.maple
    office.maple.file.write((tx) => tx.db.run(sql`UPDATE sso_connections SET is_enabled = 0 WHERE id = ${id}`))
    const known = () => office.maple.file.read((tx) => listEvents(tx)).filter(({ action }) => action === 'sso.recognised').length
    const [owner, before] = [await office.as('maple', 'owner_admin'), known()]
    const shown = async (how: How, person = uma) => {
      const { headers } = await go('maple', `/settings/single-sign-on/saml/${id}/trial`, { cookie: owner, from: 'same-origin' })
      const answer = await post('maple', await answered(headers.get('location') ?? '', person, how))
      return (await go('maple', answer.headers.get('location') ?? '', { cookie: owner })).text()
    }
    const good = await shown({})
    expect([good.includes('It works'), good.includes('user@maple.test'), good.includes('front desk')]).toEqual([true, true, true])
    expect(await shown({ encrypt: false })).toContain('The assertion is not encrypted')
    expect(await shown({ sign_response: false })).toContain('The response is not signed')
    expect(await shown({}, { subject: 'uma-1', attributes: {} })).toContain('has no e-mail address')
    expect(known()).toBe(before)
    office.maple.file.write((tx) => tx.db.run(sql`UPDATE sso_connections SET is_enabled = 1 WHERE id = ${id}`))
  })

  test('while our key is exchanged both are in the metadata, and the old one signs until the new one is put in use', async () => {
    const certificates = async () => (await (await go('maple', `/sso/${at.maple.id}/metadata`)).text()).match(/use="signing"/g)?.length ?? 0
    const { file } = office.maple
    file.write((tx) => addNextKey(tx, keys.next))
    expect([await certificates(), leadsTo(await signIn('maple'))]).toEqual([2, [303, '/contacts']])
    file.write(dropNextKey)
    file.write((tx) => addNextKey(tx, keys.next))
    file.write(useNextKey)
    expect([await certificates(), file.read(keyPairs).map(({ certificate }) => certificate)]).toEqual([1, [keys.next.certificate]])
    expect(() => file.write(useNextKey)).toThrow('There is no new key.')
  })

  test('the metadata is for everybody, says nothing of the office, and of no other connection', async () => {
    const answer = await go('maple', `/sso/${at.maple.id}/metadata`)
    const xml = await answer.text()
    expect(answer.headers.get('content-type')).toStartWith('application/samlmetadata+xml')
    expect([xml.includes('Maple'), xml.includes(`/sso/${at.maple.id}/acs`), xml.includes('PRIVATE')]).toEqual([false, true, false])
    expect((await go('harbor', `/sso/${at.maple.id}/metadata`)).status).toBe(404)
  })
})
