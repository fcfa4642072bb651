import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import type { KeyPair } from '../../../src/identity/sso/saml-certificate.ts'

type Signing = {
  readonly privateKey: string
  readonly signatureAlgorithm: 'sha256'
  readonly digestAlgorithm: 'sha256'
  readonly xmlSignatureTransforms: readonly string[]
}
type Place = { readonly reference: string; readonly action: 'after' }
const { signXml } = require('@node-saml/node-saml/lib/xml') as {
  readonly signXml: (xml: string, xpath: string, location: Place, options: Signing) => string
}

const XENC = 'http://www.w3.org/2001/04/xmlenc#'
const XENC11 = 'http://www.w3.org/2009/xmlenc11#'
const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const SAML2 = 'urn:oasis:names:tc:SAML:2.0'

/** How the key of the content is encrypted: what is done, and what is said of it. */
export type KeyForm = { readonly oaepHash: string | undefined; readonly method: string }
const method = (algorithm: string, inside: string) => `<xenc:EncryptionMethod Algorithm="${algorithm}">${inside}</xenc:EncryptionMethod>`
const digest = (algorithm: string) => `<ds:DigestMethod Algorithm="${algorithm}"/>`
const generator = (hash: string) => `<xenc11:MGF xmlns:xenc11="${XENC11}" Algorithm="${XENC11}mgf1${hash}"/>`
export const KEY_FORMS = {
  oaepSha256: { oaepHash: 'sha256', method: method(`${XENC11}rsa-oaep`, digest(`${XENC}sha256`) + generator('sha256')) },
  oaepSha512: { oaepHash: 'sha512', method: method(`${XENC11}rsa-oaep`, digest(`${XENC}sha512`) + generator('sha512')) },
  oaepUnsaid: { oaepHash: 'sha1', method: method(`${XENC11}rsa-oaep`, '') },
  mgf1p: { oaepHash: 'sha1', method: method(`${XENC}rsa-oaep-mgf1p`, '') },
  mgf1pSha1: { oaepHash: 'sha1', method: method(`${XENC}rsa-oaep-mgf1p`, digest(`${DSIG}sha1`)) },
  mixed: { oaepHash: 'sha256', method: method(`${XENC}rsa-oaep-mgf1p`, digest(`${XENC}sha256`)) },
  mixedOtherwise: { oaepHash: 'sha256', method: method(`${XENC11}rsa-oaep`, digest(`${XENC}sha256`)) },
  unknownDigest: { oaepHash: 'sha1', method: method(`${XENC11}rsa-oaep`, digest('urn:md5')) },
  rsa15: { oaepHash: undefined, method: method(`${XENC}rsa-1_5`, '') },
} as const satisfies Record<string, KeyForm>

/** Content ciphers by their names in XML Encryption: what the platform calls them, bytes of key and of the first block. */
const CIPHERS = {
  [`${XENC11}aes256-gcm`]: ['aes-256-gcm', 32, 12],
  [`${XENC11}aes128-gcm`]: ['aes-128-gcm', 16, 12],
  [`${XENC}aes256-cbc`]: ['aes-256-cbc', 32, 16],
} as const
export type ContentCipher = keyof typeof CIPHERS
export const [GCM, GCM_128, CBC] = Object.keys(CIPHERS) as [ContentCipher, ContentCipher, ContentCipher]

export type Encrypting = { readonly to: KeyPair; readonly form?: KeyForm; readonly cipher?: ContentCipher; readonly spoil?: boolean }

/** XML as an EncryptedAssertion; spoilt, one bit of what it holds is another. */
export function encrypting(xml: string, { to, form = KEY_FORMS.oaepSha256, cipher = GCM, spoil = false }: Encrypting): string {
  const [name, keyBytes, ivBytes] = CIPHERS[cipher] as readonly [string, number, number]
  const [key, iv] = [randomBytes(keyBytes), randomBytes(ivBytes)]
  const encipher = createCipheriv(name as 'aes-256-gcm', key, iv)
  const content = Buffer.concat([encipher.update(xml), encipher.final()])
  const tag = name.endsWith('gcm') ? encipher.getAuthTag() : Buffer.of()
  if (spoil) content[0] = (content[0] ?? 0) ^ 1
  const padding = form.oaepHash ? constants.RSA_PKCS1_OAEP_PADDING : constants.RSA_PKCS1_PADDING
  const publicKey = createPublicKey(to.certificate).export({ type: 'spki', format: 'pem' }).toString()
  const wrapped = publicEncrypt({ key: publicKey, padding, ...(form.oaepHash && { oaepHash: form.oaepHash }) }, key)
  const data = (bytes: Buffer) => `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  return [
    `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="${XENC}" Type="${XENC}Element">${method(cipher, '')}`,
    `<ds:KeyInfo xmlns:ds="${DSIG}"><xenc:EncryptedKey>${form.method}${data(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>`,
    `${data(Buffer.concat([iv, content, tag]))}</xenc:EncryptedData></saml:EncryptedAssertion>`,
  ].join('')
}

/** Under the element’s own issuer, as SAML has it. */
export const signedBy = (xml: string, name: string, { privateKey }: KeyPair): string =>
  signXml(
    xml,
    `/*[local-name()='${name}']`,
    { reference: `/*/*[local-name()='Issuer']`, action: 'after' },
    {
      privateKey,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      xmlSignatureTransforms: [`${DSIG}enveloped-signature`, 'http://www.w3.org/2001/10/xml-exc-c14n#'],
    },
  )

type Facts = { readonly issuer: string; readonly entityId: string; readonly acsUrl: string; readonly requestId: string; readonly now: Date }

export function assertionOf(subject: string, { issuer, entityId, acsUrl, requestId, now }: Facts): string {
  const until = new Date(now.getTime() + 60_000).toISOString()
  return [
    `<saml:Assertion xmlns:saml="${SAML2}:assertion" ID="_a-${subject}" Version="2.0" IssueInstant="${now.toISOString()}">`,
    `<saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID>${subject}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="${SAML2}:cm:bearer">`,
    `<saml:SubjectConfirmationData InResponseTo="${requestId}" Recipient="${acsUrl}" NotOnOrAfter="${until}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotOnOrAfter="${until}">`,
    `<saml:AudienceRestriction><saml:Audience>${entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
    `<saml:AuthnStatement AuthnInstant="${now.toISOString()}"/></saml:Assertion>`,
  ].join('')
}

export const responseOf = (held: string, { issuer, acsUrl, requestId, now }: Facts): string =>
  [
    `<samlp:Response xmlns:samlp="${SAML2}:protocol" xmlns:saml="${SAML2}:assertion" ID="_r" Version="2.0"`,
    ` IssueInstant="${now.toISOString()}" Destination="${acsUrl}" InResponseTo="${requestId}"><saml:Issuer>${issuer}</saml:Issuer>`,
    `<samlp:Status><samlp:StatusCode Value="${SAML2}:status:Success"/></samlp:Status>${held}</samlp:Response>`,
  ].join('')
