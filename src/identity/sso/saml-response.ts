import { X509Certificate } from 'node:crypto'
import { type Assertion, type Expected, readAssertion, type ServiceProvider } from './saml-assertion.ts'
import { samlLibrary, type Xml } from './saml-library.ts'
import { isSamlRefusal, type SamlProblem, SamlRefusal } from './saml-problems.ts'
import { type Held, heldIn, refuseMisshapen } from './saml-shape.ts'
import { attribute, children, isElement, parseXml, textOf } from './saml-xml.ts'

/** An answer that was read, and of which nothing is believed yet. */
export type Opened = { readonly encoded: string; readonly response: Xml; readonly requestId: string }

const MOST_ENCODED = 256 * 1024
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What was posted, and which request it says it answers. Throws SamlRefusal. */
export function openResponse(posted: string): Opened {
  const encoded = posted.replace(/\s+/g, '')
  if (encoded.length > MOST_ENCODED) throw new SamlRefusal('too_large')
  if (!BASE64.test(encoded)) throw new SamlRefusal('unreadable')
  const response = parseXml(decoded(encoded))
  if (!isElement(response, 'protocol', 'Response')) throw new SamlRefusal('unreadable')
  const requestId = attribute(response, 'InResponseTo')
  if (!requestId) throw new SamlRefusal('unsolicited')
  return { encoded, response, requestId }
}

function decoded(encoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw new SamlRefusal('unreadable')
  }
}

/** Who signed in, as the provider says it, once all of it was checked. Throws SamlRefusal. */
export async function verifyResponse({ encoded, response, requestId }: Opened, expected: Expected): Promise<Assertion> {
  const held = heldIn(response)
  if (requestId !== expected.requestId) throw new SamlRefusal('not_ours')
  const [issuer] = children(response, 'assertion', 'Issuer')
  if (issuer && textOf(issuer) !== expected.provider.entityId) throw new SamlRefusal('issuer')
  if (attribute(response, 'Destination') !== expected.us.acsUrl) throw new SamlRefusal('destination')
  if (expected.mustBeEncrypted && held.kind === 'plain') throw new SamlRefusal('not_encrypted')
  const assertion = parseXml(await verified(encoded, held, expected))
  refuseMisshapen(assertion)
  return readAssertion(assertion, expected)
}

/** The assertion's own XML, taken from what both signatures cover. */
async function verified(encoded: string, { kind }: Held, expected: Expected): Promise<string> {
  const { certificates } = expected.provider
  const expired = certificates.filter((each) => isExpired(each, expected.now))
  const valid = certificates.filter((each) => !expired.includes(each))
  const keys = kind === 'encrypted' ? expected.keys : [undefined]
  const found = await firstOf(valid, keys, encoded, expected.us)
  if (!isSamlRefusal(found)) return found
  const isOfExpired = expired.length > 0 && !isSamlRefusal(await firstOf(expired, keys, encoded, expected.us))
  throw isOfExpired ? new SamlRefusal('certificate_expired') : found
}

const isExpired = (certificate: string, now: Date) => new X509Certificate(certificate).validToDate <= now

async function firstOf(
  certificates: readonly string[],
  keys: readonly (string | undefined)[],
  encoded: string,
  us: ServiceProvider,
): Promise<string | SamlRefusal> {
  let refusal = new SamlRefusal('signature')
  if (certificates.length === 0) return refusal
  for (const key of keys) {
    try {
      const { profile } = await checker(certificates, key, us).validatePostResponseAsync({ SAMLResponse: encoded })
      const xml = profile?.getAssertionXml?.()
      if (xml !== undefined) return xml
    } catch (error) {
      refusal = new SamlRefusal(problemIn(error))
      if (refusal.problem !== 'decryption') return refusal
    }
  }
  return refusal
}

/** The library has no codes, and signs off on the response before it decrypts. */
function problemIn(error: unknown): SamlProblem {
  const message = error instanceof Error ? error.message : ''
  if (/from encrypted assertion/.test(message)) return 'assertion_unsigned'
  return /signature/i.test(message) ? 'signature' : 'decryption'
}

/** Signatures and decryption are the library's. Times, audience and whose answer it is are ours, by our clock (saml-assertion.ts). */
const checker = (idpCert: readonly string[], decryptionPvk: string | undefined, us: ServiceProvider) =>
  new (samlLibrary())({
    idpCert: [...idpCert],
    issuer: us.entityId,
    callbackUrl: us.acsUrl,
    audience: false,
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: true,
    acceptedClockSkewMs: -1,
    ...(decryptionPvk !== undefined && { decryptionPvk }),
  })
