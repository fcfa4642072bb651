import { type Assertion, type Expected, readAssertion } from './saml-assertion.ts'
import { decrypted } from './saml-decryption.ts'
import type { Xml } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'
import { heldIn, refuseMisshapen } from './saml-shape.ts'
import { covered } from './saml-signature.ts'
import { attribute, children, isElement, parseXml, textOf } from './saml-xml.ts'

/** An answer that was read, and of which nothing is believed yet. */
export type Opened = { readonly xml: string; readonly response: Xml; readonly requestId: string }

const MOST_ENCODED = 256 * 1024
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What was posted, and which request it says it answers. Throws SamlRefusal. */
export function openResponse(posted: string): Opened {
  const encoded = posted.replace(/\s+/g, '')
  if (encoded.length > MOST_ENCODED) throw new SamlRefusal('too_large')
  if (!BASE64.test(encoded)) throw new SamlRefusal('unreadable')
  const xml = decoded(encoded)
  const response = parseXml(xml)
  if (!isElement(response, 'protocol', 'Response')) throw new SamlRefusal('unreadable')
  const requestId = attribute(response, 'InResponseTo')
  if (!requestId) throw new SamlRefusal('unsolicited')
  return { xml, response, requestId }
}

function decoded(encoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw new SamlRefusal('unreadable')
  }
}

/**
 * Who signed in, as the provider says it, once all of it was checked. Each step reads only what the signature before it covers, and
 * nothing is decrypted that the provider did not sign. Throws SamlRefusal.
 */
export async function verifyResponse({ xml, response, requestId }: Opened, expected: Expected): Promise<Assertion> {
  const held = heldIn(response)
  if (requestId !== expected.requestId) throw new SamlRefusal('not_ours')
  const [issuer] = children(response, 'assertion', 'Issuer')
  if (issuer && textOf(issuer) !== expected.provider.entityId) throw new SamlRefusal('issuer')
  if (attribute(response, 'Destination') !== expected.us.acsUrl) throw new SamlRefusal('destination')
  if (expected.mustBeEncrypted && held === 'Assertion') throw new SamlRefusal('not_encrypted')
  const signers = { certificates: expected.provider.certificates, now: expected.now }
  const signed = covered(xml, response, signers)
  const [element] = children(parseXml(signed), 'assertion', held)
  if (!element) throw new SamlRefusal('structure')
  const whole = held === 'Assertion' ? signed : decrypted(element, expected.keys)
  const assertion = held === 'Assertion' ? element : parseXml(whole)
  refuseMisshapen(assertion)
  return readAssertion(parseXml(covered(whole, assertion, signers)), expected)
}
