import { afterAll, beforeAll, expect, test } from 'bun:test'
import { listEvents } from '../../../src/audit/index.ts'
import { listConnections } from '../../../src/identity/sso/connections.ts'
import { type KeyPair, newKeyPair } from '../../../src/identity/sso/saml-certificate.ts'
import { keyPairs, someKeyPairs } from '../../../src/identity/sso/saml-keys.ts'
import { openPeople, type People } from '../people-world.ts'

const PLACE = '/settings/single-sign-on/saml'
const YEAR = 365 * 24 * 60 * 60_000
let office: People
let owner: string
let pairs: Record<'us' | 'fresh' | 'ending' | 'over' | 'weak', KeyPair>

beforeAll(async () => {
  const made = (name: string, years: number, bits = 2048) => newKeyPair(name, new Date(Date.now() - years * YEAR), bits)
  const [us, fresh, ending, over, weak] = await Promise.all([
    made('us', 0),
    made('fresh', 0),
    made('ending', 4.96),
    made('over', 5.1),
    made('weak', 0, 1024),
  ])
  if (!us || !fresh || !ending || !over || !weak) throw new Error('There are no keys.')
  pairs = { us, fresh, ending, over, weak }
  office = await openPeople({ mail: false })
  for (const { file } of [office.maple, office.harbor]) await someKeyPairs(file, async () => us)
  owner = await office.as('maple', 'owner_admin')
})
afterAll(() => office?.[Symbol.asyncDispose]())

const bodyOf = ({ certificate }: KeyPair) => certificate.replace(/-----[A-Z ]+-----|\s/g, '')
/** As an identity provider publishes it. */
const metadataOf = (certificates: readonly KeyPair[], { entityId = 'https://idp.test/metadata', signIn = 'https://idp.test/sso' } = {}) =>
  `<?xml version="1.0"?><!-- made by hand --><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
${certificates
  .map(
    (each) =>
      `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bodyOf(each)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
  )
  .join('')}
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${signIn}"/></md:IDPSSODescriptor></md:EntityDescriptor>`

const connections = () => office.maple.file.read(listConnections)
const send = (path: string, form: Record<string, string>, cookie = owner) => office.ask('maple', 'POST', path, { form, cookie })
const add = async (name: string, metadata: string) => {
  const { headers, status, text } = await send(PLACE, { name, metadata, mustBeEncrypted: 'on', linksByAddress: 'on' })
  return { status, text, at: headers.get('location')?.split('?')[0] ?? '' }
}

test('an owner pastes the metadata and sees what to tell the provider; nobody comes in before it is switched on', async () => {
  const { status, at } = await add('Clinic account', metadataOf([pairs.fresh]))
  const { text } = await office.ask('maple', 'GET', at, { cookie: owner })
  const id = at.split('/').at(-1)
  expect([status, text.includes(`/sso/${id}/acs`), text.includes('https://idp.test/metadata')]).toEqual([303, true, true])
  expect(connections().map(({ kind, isEnabled, linksByAddress }) => [kind, isEnabled, linksByAddress])).toEqual([['saml', false, true]])
  expect((await office.ask('maple', 'GET', '/sign-in')).text).not.toContain('Clinic account')
  await send(at, { name: 'Clinic account', isEnabled: 'on' })
  expect((await office.ask('maple', 'GET', '/sign-in')).text).toContain('Clinic account')
  expect(office.maple.file.read((tx) => listEvents(tx))[0]?.action).toBe('sso.changed')
})

test('certificates of the provider are shown with their ends, those that end soon and those that are over', async () => {
  const { at } = await add('Rollover', metadataOf([pairs.fresh, pairs.ending, pairs.over]))
  const { text } = await office.ask('maple', 'GET', at, { cookie: owner })
  expect([text.match(/Ends soon/g)?.length, text.match(/Expired/g)?.length]).toEqual([1, 1])
})

test('saved again without metadata, what is known of the provider stays', async () => {
  const { at } = await add('Stays', metadataOf([pairs.fresh]))
  await send(at, { name: 'Stays', groupsAttribute: 'teams' })
  const kept = connections().find(({ name }) => name === 'Stays')?.settings
  expect([kept?.['entityId'], kept?.['groupsAttribute'], kept?.['mustBeEncrypted']]).toEqual(['https://idp.test/metadata', 'teams', false])
})

test.each([
  ['something else', '<html></html>', 'This is not the metadata of one identity provider.'],
  ['no XML', 'https://idp.test', 'This cannot be read as metadata.'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'This cannot be read as metadata.'],
  ['no certificate', () => metadataOf([]), 'has no certificate'],
  ['a weak key', () => metadataOf([pairs.weak]), 'is not of an RSA key of 2048 bits'],
  [
    'a sign-in address that is no web address',
    () => metadataOf([pairs.fresh], { signIn: 'javascript:alert(1)' }),
    'must begin with https://',
  ],
  ['nothing', '', 'Paste the provider’s metadata'],
] as const)('refused, with what to do, and nothing is kept: %s', async (_, metadata, words) => {
  const before = connections().length
  const { status, text } = await add('Refused', typeof metadata === 'string' ? metadata : metadata())
  expect([status, text.includes(words), text.includes('value="Refused"'), connections().length]).toEqual([422, true, true, before])
})

test('metadata is read from its address too, and a wrong address says so', async () => {
  using server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => (request.url.endsWith('/idp') ? new Response(metadataOf([pairs.fresh])) : new Response('', { status: 404 })),
  })
  const at = (path: string) => send(PLACE, { name: 'By address', metadataUrl: `http://127.0.0.1:${server.port}${path}` })
  expect((await at('/idp')).status).toBe(303)
  expect((await at('/nothing')).text).toContain('There is no metadata at this address.')
})

test('our key is exchanged with both in between, by page and by program', async () => {
  const { accessToken: bearer } = await office.tokens('maple', 'owner_admin')
  const { at } = await add('Keys', metadataOf([pairs.fresh]))
  const keys = () => office.maple.file.read(keyPairs).map(({ certificate }) => certificate === pairs.us.certificate)
  await send(`${at}/keys`, {})
  expect([keys(), (await send(`${at}/keys`, {})).status]).toEqual([[true, false], 409])
  await send(`${at}/keys/removal`, {})
  expect(keys()).toEqual([true])
  const api = (method: string, path: string) => office.ask('maple', method, `/api/sso/saml-keys${path}`, { bearer })
  expect((await api('POST', '')).status).toBe(201)
  expect(JSON.parse((await api('GET', '')).text).data.length).toBe(2)
  expect([(await api('POST', '/exchange')).status, keys(), (await api('DELETE', '/next')).status]).toEqual([204, [false], 409])
})

test('programs of an owner do the same', async () => {
  const { accessToken: bearer } = await office.tokens('maple', 'owner_admin')
  const ask = (method: string, path: string, json?: unknown) =>
    office.ask('maple', method, `/api/sso/saml${path}`, { bearer, ...(json !== undefined && { json }) })
  const rules = { groupRoles: [{ group: 'desk', role: 'user' }] }
  const added = await ask('POST', '', { name: 'By program', metadata: metadataOf([pairs.fresh]), ...rules })
  const { id, ours, theirs } = JSON.parse(added.text)
  expect([added.status, ours.entityId.endsWith(`/sso/${id}/metadata`), theirs.certificates[0].standing]).toEqual([201, true, 'ok'])
  expect(JSON.parse((await ask('PATCH', `/${id}`, { name: 'Renamed' })).text).name).toBe('Renamed')
  expect((await ask('POST', '', { name: 'Refused', metadata: '<a/>' })).status).toBe(422)
  const { text } = await ask('POST', `/${id}/trials`)
  expect(JSON.parse((await ask('GET', `/${id}/trials/${JSON.parse(text).id}`)).text)).toMatchObject({ isGood: false, problem: null })
})

test('it is for owners, of this office', async () => {
  const [{ id } = { id: '' }] = connections()
  const [admin, sam] = [await office.as('maple', 'admin'), await office.as('harbor', 'owner_admin')]
  expect((await office.ask('maple', 'GET', `${PLACE}/${id}`, { cookie: admin })).status).toBe(403)
  expect((await office.ask('harbor', 'GET', `${PLACE}/${id}`, { cookie: sam })).status).toBe(404)
  expect((await office.ask('harbor', 'POST', `${PLACE}/${id}`, { cookie: sam, form: { name: 'Taken' } })).status).toBe(404)
})

/** Chosen on the page, with what else was typed. */
async function upload(path: string, file: string | undefined, cookie = owner) {
  const form = new FormData()
  form.set('name', 'By a file')
  if (file !== undefined) form.set('metadataFile', new File([file], 'metadata.xml', { type: 'text/xml' }))
  const headers = { cookie, 'sec-fetch-site': 'same-origin' }
  const answer = await office.app.handle(new Request(`http://maple.localhost${path}`, { method: 'POST', headers, body: form }))
  return { status: answer.status, text: await answer.text() }
}

test('metadata may be brought as a file: it is read into the form, with what was typed, and kept when that is saved', async () => {
  const xml = metadataOf([pairs.fresh], { entityId: 'https://file.test/metadata' })
  const before = connections().length
  const read = await upload(`${PLACE}/reading`, xml)
  expect([read.status, read.text.includes('https://file.test/metadata'), read.text.includes('value="By a file"')]).toEqual([
    200,
    true,
    true,
  ])
  for (const wrong of [undefined, '', 'not xml', metadataOf([pairs.weak])])
    expect((await upload(`${PLACE}/reading`, wrong)).status).toBe(422)
  expect((await upload(`${PLACE}/reading`, xml, await office.as('maple', 'admin'))).status).toBe(403)
  expect(connections()).toHaveLength(before)
  const { at } = await add('By a file', xml)
  const again = await upload(`${at}/reading`, metadataOf([pairs.fresh], { entityId: 'https://other.test/metadata' }))
  expect([again.status, again.text.includes('https://other.test/metadata')]).toEqual([200, true])
  expect(connections().find(({ name }) => name === 'By a file')?.settings).toMatchObject({ entityId: 'https://file.test/metadata' })
})

test('two providers of one office do not have one name, and those of two offices may', async () => {
  const metadata = metadataOf([pairs.fresh])
  const { at } = await add('The one name', metadata)
  const second = await add(' the ONE name', metadata)
  expect([second.status, second.text.includes('Another provider here has this name')]).toEqual([409, true])
  const other = await add('Another name', metadata)
  expect((await send(other.at, { name: 'The one name' })).status).toBe(409)
  expect((await send(at, { name: 'The one name' })).status).toBe(303)
  const theirs = await office.as('harbor', 'owner_admin')
  expect((await office.ask('harbor', 'POST', PLACE, { cookie: theirs, form: { name: 'The one name', metadata } })).status).toBe(303)
  const json = { name: 'THE ONE NAME', settings: { issuer: 'http://localhost:9', clientId: 'frontdesk' }, clientSecret: 'secret' }
  const answer = await office.ask('maple', 'POST', '/api/sso/connections', { cookie: owner, json })
  expect([answer.status, JSON.parse(answer.text).errors?.[0]?.field]).toEqual([409, 'name'])
})

test('every owner is told a month before the last certificate of a provider ends, and not of one that has another', async () => {
  await using people = await openPeople()
  const DAY = 24 * 3_600_000
  const cookie = await people.as('maple', 'owner_admin')
  const bring = (name: string, pair: readonly KeyPair[], at = PLACE) =>
    people.ask('maple', 'POST', at, { cookie, form: { name, metadata: metadataOf(pair, { entityId: `https://${pair.length}.test` }) } })
  await bring('Ends soon', [pairs.ending])
  await bring('Has another', [pairs.ending, pairs.fresh])
  const letters = () => people.mailbox.mails.filter(({ text }) => text.includes('needs another certificate soon'))
  await people.post()
  expect(letters()).toEqual([])
  people.later(8 * DAY)
  await people.post()
  expect(letters().map(({ to }) => to)).toEqual([[people.maple.emails.owner_admin]])
  expect([letters()[0]?.text.includes('Ends soon on'), letters()[0]?.text.includes('Has another')]).toEqual([true, false])
  await people.post('harbor')
  people.later(YEAR * 5 - 30 * DAY)
  await people.post()
  expect(letters()).toHaveLength(2)
  expect(letters()[1]?.text).toContain('Has another on')
})
