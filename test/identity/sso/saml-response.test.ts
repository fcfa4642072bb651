import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Expected } from '../../../src/identity/sso/saml-assertion.ts'
import { type KeyPair, newKeyPair } from '../../../src/identity/sso/saml-certificate.ts'
import { claimsOf } from '../../../src/identity/sso/saml-claims.ts'
import { metadataOf } from '../../../src/identity/sso/saml-metadata.ts'
import { isSamlRefusal } from '../../../src/identity/sso/saml-problems.ts'
import { authnRequest, newRequestId } from '../../../src/identity/sso/saml-request.ts'
import { openResponse, verifyResponse } from '../../../src/identity/sso/saml-response.ts'
import { canAnswer, type How, type Idp, type SamlPerson, startIdp, type To } from '../../support/saml-idp.ts'
import { wrappingsOf } from './saml-wrapping.ts'

const MINUTE = 60_000
type SignXml = (xml: string, what: string, where: { reference: string; action: 'after' }, options: object) => string
/** Required, not imported, as `saml-library.ts` says. */
const { signXml } = require('@node-saml/node-saml/lib/xml') as { readonly signXml: SignXml }
const USUAL = { emailAttribute: '', nameAttribute: '', groupsAttribute: '' }
const PROVIDER = 'https://idp.test/metadata'
const us = { entityId: 'https://maple.test/sso/1/metadata', acsUrl: 'https://maple.test/sso/1/acs' }
const ana: SamlPerson = { subject: 'ana-1', attributes: { mail: 'ana@maple.test', displayName: 'Ana <Ortiz>', groups: ['desk', 'owners'] } }

let idp: Idp
let [ours, oursBefore, theirs, others]: KeyPair[] = []
let to: To
let expected: Expected
/** Genuine ones, made once: what is tried on them costs nothing. */
let encrypted: string
let plain: string

const read = async (posted: string, more: Partial<Expected> = {}) => verifyResponse(openResponse(posted), { ...expected, ...more })
/** The reason of the refusal, or what was believed. */
const tried = (posted: string, more: Partial<Expected> = {}) =>
  read(posted, more).then(
    ({ subject }) => `believed: ${subject}`,
    (error: unknown) => (isSamlRefusal(error) ? error.problem : error),
  )
const edited = (posted: string, edit: (xml: string) => string) => {
  const xml = Buffer.from(posted, 'base64').toString()
  const changed = edit(xml)
  if (changed === xml) throw new Error('Nothing was edited.')
  return Buffer.from(changed).toString('base64')
}
/** Its first signature, which is the response’s, is taken out and made again. */
const signedAnew = (xml: string, privateKey: string) => {
  const response = "/*[local-name(.)='Response']"
  const bare = xml.replace(/<(\w+):Signature .*?<\/\1:Signature>/s, '')
  const options = { privateKey, signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' }
  return signXml(bare, response, { reference: `${response}/*[local-name(.)='Issuer']`, action: 'after' }, options)
}
const answer = (how: How, more: Partial<To> = {}, person = ana) => idp.answer(PROVIDER, { ...to, ...more }, person, how)
const later = (ms: number) => ({ now: new Date(expected.now.getTime() + ms) })

describe.if(canAnswer('Single sign-on by SAML'))('an answer of a provider that is not ours', () => {
  beforeAll(async () => {
    const now = new Date()
    ;[ours, oursBefore, theirs, others] = await Promise.all(
      ['us', 'us before', 'them', 'others'].map((name) => newKeyPair(name, now, 2048)),
    )
    if (!ours || !oursBefore || !theirs) throw new Error('There are no keys.')
    idp = startIdp()
    await idp.provider(PROVIDER, theirs, [metadataOf(us, [ours.certificate, oursBefore.certificate])])
    const id = newRequestId()
    const url = await authnRequest({ us, privateKey: ours.privateKey, signInUrl: 'https://idp.test/sso' }, id)
    to = await idp.asked(PROVIDER, url)
    expected = {
      provider: { entityId: PROVIDER, certificates: [theirs.certificate] },
      us,
      keys: [ours.privateKey],
      mustBeEncrypted: false,
      requestId: id,
      isAfresh: false,
      now,
    }
    ;[encrypted, plain] = [await answer({}), await answer({ encrypt: false })]
    expected = { ...expected, now: new Date() }
  })
  afterAll(() => idp?.[Symbol.asyncDispose]())

  test('our signed request is understood: who asks, where the answer goes, and which request it is of', () => {
    expect(to).toEqual({ in_response_to: expected.requestId, destination: us.acsUrl, sp_entity_id: us.entityId })
  })

  test('signed and encrypted, it says who signed in, and with which groups', async () => {
    expect(claimsOf(await read(encrypted, { mustBeEncrypted: true, isAfresh: true }), USUAL)).toEqual({
      subject: 'ana-1',
      email: 'ana@maple.test',
      emailVerified: true,
      name: 'Ana <Ortiz>',
      groups: ['desk', 'owners'],
    })
  })

  test('signed and not encrypted is believed where the connection does not ask for more', async () => {
    expect([await tried(plain), await tried(plain, { mustBeEncrypted: true })]).toEqual(['believed: ana-1', 'not_encrypted'])
  })

  test('while our key is exchanged, what was encrypted to either is read', async () => {
    const keys = [oursBefore?.privateKey ?? '', ours?.privateKey ?? '']
    expect([await tried(encrypted, { keys }), await tried(encrypted, { keys: keys.slice(0, 1) })]).toEqual([
      'believed: ana-1',
      'decryption',
    ])
  })

  test('while theirs is exchanged, either certificate is believed; an expired one is not', async () => {
    const both = [others?.certificate ?? '', theirs?.certificate ?? '']
    expect(await tried(plain, { provider: { entityId: PROVIDER, certificates: both } })).toBe('believed: ana-1')
    expect(await tried(plain, later(6 * 365 * 24 * 60 * MINUTE))).toBe('certificate_expired')
  })

  test('it is believed two minutes to either side of its time, for clocks that differ, and no longer', async () => {
    const believed = 'believed: ana-1'
    expect(await Promise.all([-1.5, -2.5, 6.5, 7.5].map((minutes) => tried(plain, later(minutes * MINUTE))))).toEqual([
      believed,
      'not_yet_valid',
      believed,
      'expired',
    ])
  })

  test.each([
    ['unsigned', { sign_response: false, sign_assertion: false, encrypt: false }, 'response_unsigned'],
    ['only its assertion signed', { sign_response: false, encrypt: false }, 'response_unsigned'],
    ['only the response signed', { sign_assertion: false, encrypt: false }, 'assertion_unsigned'],
    ['only the response signed, and encrypted', { sign_assertion: false }, 'assertion_unsigned'],
    ['signed with SHA-1', { sha1: true, encrypt: false }, 'weak_signature'],
    ['encrypted with triple DES', { triple: true }, 'weak_encryption'],
    ['of a name that is another each time', { encrypt: false, format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }, 'transient'],
  ] as const)('refused: %s', async (_, how, problem) => {
    expect(await tried(await answer(how))).toBe(problem)
  })

  test('refused: for another service, another address, another request, from another provider, or by another key', async () => {
    expect(await tried(plain, { us: { ...us, entityId: 'https://harbor.test/sso/1/metadata' } })).toBe('audience')
    expect(await tried(plain, { us: { ...us, acsUrl: 'https://harbor.test/sso/1/acs' } })).toBe('destination')
    expect(await tried(plain, { requestId: '_another' })).toBe('not_ours')
    expect(await tried(plain, { provider: { ...expected.provider, entityId: 'https://other.test/metadata' } })).toBe('issuer')
    expect(await tried(plain, { provider: { entityId: PROVIDER, certificates: [others?.certificate ?? ''] } })).toBe('signature')
  })

  test('refused: a response around a right assertion that is itself from elsewhere, for elsewhere, or of another request', async () => {
    const issuer = (xml: string) => xml.replace(PROVIDER, 'https://other.test/metadata')
    const destination = (xml: string) => xml.replace(`Destination="${us.acsUrl}"`, 'Destination="https://harbor.test/sso/1/acs"')
    expect([await tried(edited(plain, issuer)), await tried(edited(plain, destination))]).toEqual(['issuer', 'destination'])
    const ofAnother = verifyResponse({ ...openResponse(plain), requestId: '_another' }, expected)
    expect(await ofAnother.catch((error: unknown) => isSamlRefusal(error) && error.problem)).toBe('not_ours')
  })

  test('refused: an assertion that was changed, though the response around it is signed anew by the provider’s own key', async () => {
    const forged = edited(plain, (xml) => signedAnew(xml.replace('>ana-1<', '>eve-1<'), theirs?.privateKey ?? ''))
    expect(await tried(forged)).toBe('signature')
  })

  test('whoever is asked to sign in once more has done so lately', async () => {
    const remembered = await answer({ encrypt: false, hours_ago: 1 })
    expect([await tried(remembered), await tried(remembered, { isAfresh: true })]).toEqual(['believed: ana-1', 'not_afresh'])
  })

  test('refused: not asked for', async () => {
    const unsolicited = edited(plain, (xml) => xml.replace(/ InResponseTo="[^"]*"/, ''))
    expect(await tried(unsolicited)).toBe('unsolicited')
  })

  test('refused: changed anywhere, in the response or in its assertion', async () => {
    const changes: ((xml: string) => string)[] = [
      (xml) => xml.replace('>ana-1<', '>bo-1<'),
      (xml) => xml.replace('>owners<', '>admins<'),
      (xml) => xml.replace(/ID="id-/, 'ID="id-x'),
      (xml) => xml.replace(/IssueInstant="20../, 'IssueInstant="2035'),
    ]
    const results = await Promise.all(changes.map((change) => tried(edited(plain, change))))
    expect(results).toEqual(['signature', 'signature', 'structure', 'signature'])
    expect(
      await tried(edited(encrypted, (xml) => xml.replace(/(CipherValue>)(.)/, (_, tag, first) => tag + (first === 'A' ? 'B' : 'A')))),
    ).toBe('signature')
  })

  test('refused: a comment that cuts the name in two, though the signature still holds', async () => {
    expect(await tried(edited(plain, (xml) => xml.replace('>ana-1<', '>ana<!-- -->-1<')))).toBe('markup')
  })

  test('refused before it is read: document types, entities, instructions, and what is too large', async () => {
    const bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    const outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for (const prolog of [bomb, outside, '<?xml-stylesheet href="https://evil.test"?>'])
      expect(await tried(edited(plain, (xml) => xml.replace('?>', `?>${prolog}`)))).toBe('markup')
    expect(await tried(edited(plain, (xml) => xml.replace('?>', `?>${' '.repeat(300_000)}`)))).toBe('too_large')
    expect(await tried(Buffer.from(`${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`).toString('base64'))).toBe('too_large')
    expect([await tried('not base64!'), await tried(Buffer.from('<a').toString('base64'))]).toEqual(['unreadable', 'unreadable'])
  })

  test('refused: every way of wrapping a signature around something else', async () => {
    const wrapped = wrappingsOf(plain)
    expect(wrapped.length).toBe(8)
    for (const [name, posted] of wrapped) expect([name, await tried(posted)]).toEqual([name, 'structure'])
  })

  test('refused: an answer that says no', async () => {
    expect(await tried(edited(plain, (xml) => xml.replace('status:Success', 'status:Responder')))).toBe('status')
  })
})
