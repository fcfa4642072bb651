import { beforeAll, expect, test } from 'bun:test'
import { type KeyPair, newKeyPair } from '../../../src/identity/sso/saml-certificate.ts'
import { isSamlRefusal } from '../../../src/identity/sso/saml-problems.ts'
import { openResponse, verifyResponse } from '../../../src/identity/sso/saml-response.ts'
import { assertionOf, CBC, type Encrypting, encrypting, GCM_128, KEY_FORMS, responseOf, signedBy } from './saml-encrypting.ts'

const facts = {
  issuer: 'https://idp.test/metadata',
  entityId: 'https://maple.test/sso/1/metadata',
  acsUrl: 'https://maple.test/sso/1/acs',
  requestId: '_asked',
  now: new Date('2026-03-02T09:00:00Z'),
}
let [ours, theirs, others]: KeyPair[] = []
let ana: string
let to: Encrypting
beforeAll(async () => {
  ;[ours, theirs, others] = await Promise.all(['us', 'them', 'others'].map((name) => newKeyPair(name, facts.now, 2048)))
  if (!ours || !theirs) throw new Error('There are no keys.')
  ana = signedBy(assertionOf('ana-1', facts), 'Assertion', theirs)
  to = { to: ours }
})

/** The reason of the refusal, or what was believed, of a response that the provider signed. */
async function tried(held: string, signer = theirs, edit = (xml: string) => xml): Promise<unknown> {
  if (!ours || !theirs || !signer) throw new Error('There are no keys.')
  const posted = Buffer.from(edit(signedBy(responseOf(held, facts), 'Response', signer))).toString('base64')
  const expected = {
    provider: { entityId: facts.issuer, certificates: [theirs.certificate] },
    us: facts,
    keys: [ours.privateKey],
    mustBeEncrypted: true,
    requestId: facts.requestId,
    isAfresh: false,
    now: facts.now,
  }
  try {
    return `believed: ${(await verifyResponse(openResponse(posted), expected)).subject}`
  } catch (error) {
    return isSamlRefusal(error) ? error.problem : error
  }
}

test.each(['oaepSha256', 'oaepSha512', 'oaepUnsaid', 'mgf1p', 'mgf1pSha1'] as const)('a key encrypted as %s opens it', async (form) => {
  expect(await tried(encrypting(ana, { ...to, form: KEY_FORMS[form] }))).toBe('believed: ana-1')
})

test('either length of AES-GCM opens', async () => {
  expect(await tried(encrypting(ana, { ...to, cipher: GCM_128 }))).toBe('believed: ana-1')
})

test.each(['mixed', 'mixedOtherwise', 'unknownDigest', 'rsa15'] as const)('refused: a key encrypted as %s', async (form) => {
  expect(await tried(encrypting(ana, { ...to, form: KEY_FORMS[form] }))).toBe('weak_encryption')
})

test('refused: CBC, though it would open', async () => {
  expect(await tried(encrypting(ana, { ...to, cipher: CBC }))).toBe('weak_encryption')
})

test('refused: said to be encrypted otherwise than it is', async () => {
  const form = { ...KEY_FORMS.mgf1p, oaepHash: 'sha256' }
  expect(await tried(encrypting(ana, { ...to, form }))).toBe('decryption')
})

test('refused: changed under a signature that holds, or for somebody else’s key', async () => {
  expect(await tried(encrypting(ana, { ...to, spoil: true }))).toBe('decryption')
  expect(await tried(encrypting(ana, { to: others as KeyPair }))).toBe('decryption')
})

test('nothing is decrypted that the provider did not sign', async () => {
  const spoilt = encrypting(ana, { ...to, spoil: true })
  expect(await tried(spoilt, others)).toBe('signature')
  const swapped = (xml: string) => xml.replace(/<saml:EncryptedAssertion>.*<\/saml:EncryptedAssertion>/, spoilt)
  expect(await tried(encrypting(ana, to), theirs, swapped)).toBe('signature')
})

test('refused after it is opened: unsigned, signed by another, changed, more than one, or something else', async () => {
  const inside = (xml: string) => tried(encrypting(xml, to))
  expect(await inside(assertionOf('ana-1', facts))).toBe('assertion_unsigned')
  expect(await inside(signedBy(assertionOf('ana-1', facts), 'Assertion', others as KeyPair))).toBe('signature')
  expect(await inside(ana.replace('>ana-1<', '>bo-1<'))).toBe('signature')
  expect(await inside(ana.replace('<saml:Subject>', `${assertionOf('bo-1', facts)}<saml:Subject>`))).toBe('structure')
  expect(await inside(ana.replace('ana-1<', 'ana<!-- -->-1<'))).toBe('markup')
  expect(await inside(ana + ana)).toBe('unreadable')
  expect(await inside('<a/>')).toBe('structure')
  expect(await inside('no XML')).toBe('unreadable')
})

test('refused: two keys, two contents, or none', async () => {
  const held = encrypting(ana, to)
  const key = /<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/.exec(held)?.[0] ?? ''
  expect(await tried(held.replace(key, key + key))).toBe('structure')
  expect(await tried(held.replace(key, ''))).toBe('structure')
  expect(await tried(held.replace(/<xenc:CipherData>/, '<xenc:CipherData/><xenc:CipherData>'))).toBe('structure')
  expect(await tried('<saml:EncryptedAssertion></saml:EncryptedAssertion>')).toBe('structure')
})
