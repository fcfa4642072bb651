import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type Connected, openSamlOffice, type SamlOffice, tampered } from './saml-office.ts'
import { lacking, type SimpleSaml, startSimpleSaml } from './simplesamlphp.ts'
import { samlAnswerAt } from './visitor.ts'

const user = {
  name: 'uma',
  password: 'a password at the provider',
  attributes: { uid: 'uma', mail: 'user@maple.test', displayName: 'Uma Reyes', groups: 'desk' },
}
let office: SamlOffice
beforeAll(async () => {
  expect(lacking()).toBeUndefined()
  office = await openSamlOffice()
}, 60_000)
afterAll(() => office?.[Symbol.asyncDispose]())

async function connected(provider: SimpleSaml, encrypts = true): Promise<Connected> {
  const { metadataUrl } = provider
  const connection = await office.connect({ name: 'SimpleSAMLphp', metadataUrl, mustBeEncrypted: encrypts })
  provider.knows(connection, { encrypts })
  return connection
}
const answerOf = ({ url }: SimpleSaml, to: string) => samlAnswerAt(url, to, user.name, user.password)

test('SimpleSAMLphp signs in somebody of the office, signed twice and encrypted with AES-GCM, and nobody by what was changed or used', async () => {
  await using provider = await startSimpleSaml({ user, gcm: true })
  const [connection, another] = [await connected(provider), await connected(provider)]
  const begun = await office.begin(connection)
  const answer = await answerOf(provider, begun.to)
  expect(await office.finish(connection, tampered(answer), begun)).toBe('/sign-in?sso=unconfirmed')
  expect(office.lastRefusal()).toBe('signature')
  expect(await office.finish(another, answer, begun)).toBe('/sign-in?sso=stray')
  expect(await office.finish(connection, answer, begun)).toBe('/received')
  expect(office.roleOfUma()).toBe('auditor')
  expect(await office.finish(connection, answer, begun)).toBe('/sign-in?sso=stray')
}, 60_000)

test('as version 1.19 encrypts, with AES-CBC, nobody is let in; where the office asks for no encryption, its two signatures do', async () => {
  await using provider = await startSimpleSaml({ user, gcm: false })
  const [encrypted, open] = [await connected(provider), await connected(provider, false)]
  const through = async (connection: Connected) => {
    const begun = await office.begin(connection)
    return office.finish(connection, await answerOf(provider, begun.to), begun)
  }
  expect(await through(encrypted)).toBe('/sign-in?sso=unconfirmed')
  expect(office.lastRefusal()).toBe('weak_encryption')
  expect(await through(open)).toBe('/received')
}, 60_000)
