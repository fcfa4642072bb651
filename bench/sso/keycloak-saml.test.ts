import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Keycloak, lacking, startKeycloak } from './keycloak.ts'
import { type Connected, openSamlOffice, type SamlOffice, tampered } from './saml-office.ts'
import { samlAnswerAt } from './visitor.ts'

const PASSWORD = 'a password at the provider'
const MGF1P = { 'saml.encryption.keyAlgorithm': 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p' }
const SHA1 = { 'saml.encryption.digestMethod': 'http://www.w3.org/2000/09/xmldsig#sha1' }
const CBC = { 'saml.encryption.algorithm': 'http://www.w3.org/2001/04/xmlenc#aes256-cbc' }
const PERSON = {
  username: 'uma',
  email: 'user@maple.test',
  emailVerified: true,
  firstName: 'Uma',
  lastName: 'Reyes',
  enabled: true,
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
  groups: ['desk'],
}
let keycloak: Keycloak
let office: SamlOffice
beforeAll(async () => {
  expect(lacking()).toBeUndefined()
  keycloak = await startKeycloak()
  office = await openSamlOffice()
  await keycloak.makeRealm({ realm: 'office', enabled: true, groups: [{ name: 'desk' }], users: [PERSON] })
}, 600_000)
afterAll(async () => {
  await keycloak?.[Symbol.asyncDispose]()
  await office?.[Symbol.asyncDispose]()
})

const mapper = (name: string, kind: string, config: Readonly<Record<string, string>>) => ({
  name,
  protocol: 'saml',
  protocolMapper: kind,
  config: { 'attribute.name': name, 'attribute.nameformat': 'Basic', ...config },
})
/** Frontdesk as Keycloak is told of it: everything signed, and encrypted as Keycloak chooses unless more is said. */
const client = ({ ours, certificate }: Connected, more: Readonly<Record<string, string>>) => ({
  clientId: ours.entityId,
  protocol: 'saml',
  redirectUris: [ours.acsUrl],
  attributes: {
    saml_assertion_consumer_url_post: ours.acsUrl,
    'saml.server.signature': 'true',
    'saml.assertion.signature': 'true',
    'saml.signature.algorithm': 'RSA_SHA256',
    'saml.client.signature': 'true',
    'saml.signing.certificate': certificate,
    'saml.encrypt': 'true',
    'saml.encryption.certificate': certificate,
    'saml.force.post.binding': 'true',
    'saml.authnstatement': 'true',
    saml_force_name_id_format: 'true',
    saml_name_id_format: 'persistent',
    ...more,
  },
  protocolMappers: [
    mapper('email', 'saml-user-property-mapper', { 'user.attribute': 'email' }),
    mapper('groups', 'saml-group-membership-mapper', { 'full.path': 'false', single: 'true' }),
  ],
})

async function connected(more: Readonly<Record<string, string>> = {}): Promise<Connected> {
  const metadataUrl = `${keycloak.url}/realms/office/protocol/saml/descriptor`
  const connection = await office.connect({ name: 'Keycloak', metadataUrl, mustBeEncrypted: true })
  await keycloak.addTo('office', 'clients', client(connection, more))
  return connection
}
const answerTo = (to: string) => samlAnswerAt(keycloak.url, to, 'uma', PASSWORD)
async function through(connection: Connected): Promise<string> {
  const begun = await office.begin(connection)
  return office.finish(connection, await answerTo(begun.to), begun)
}

test('Keycloak signs in somebody of the office, signed twice and encrypted as it chooses, with the role of their group', async () => {
  expect(await through(await connected())).toBe('/received')
  expect(office.roleOfUma()).toBe('auditor')
}, 60_000)

test('the older RSA-OAEP is read with SHA-1, which has to be chosen, since Keycloak mixes it with SHA-256; CBC is never', async () => {
  expect(await through(await connected({ ...MGF1P, ...SHA1 }))).toBe('/received')
  for (const weak of [MGF1P, CBC]) {
    expect(await through(await connected(weak))).toBe('/sign-in?sso=unconfirmed')
    expect(office.lastRefusal()).toBe('weak_encryption')
  }
}, 60_000)

test('an answer that was changed, was used, or came for another connection lets nobody in', async () => {
  const [connection, another] = [await connected(), await connected()]
  const begun = await office.begin(connection)
  const answer = await answerTo(begun.to)
  expect(await office.finish(connection, tampered(answer), begun)).toBe('/sign-in?sso=unconfirmed')
  expect(office.lastRefusal()).toBe('signature')
  expect(await office.finish(another, answer, begun)).toBe('/sign-in?sso=stray')
  expect(await office.finish(connection, answer, begun)).toBe('/received')
  expect(await office.finish(connection, answer, begun)).toBe('/sign-in?sso=stray')
}, 60_000)
