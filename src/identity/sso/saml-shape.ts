import type { Xml } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'
import { attribute, children, elementChildren, everyElement, isElement } from './saml-xml.ts'

const SIGNATURES = new Set(['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512'])
const DIGESTS = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'])
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const TRANSFORMS = new Set([EXCLUSIVE, 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'])
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'

/** What holds the one assertion of a response. */
export type Held = 'Assertion' | 'EncryptedAssertion'

/**
 * Signature wrapping always needs something twice, or a signature where none belongs: so before any signature is looked at, the
 * document must be the one shape that SAML's browser profile has. Throws SamlRefusal.
 */
export function heldIn(response: Xml): Held {
  refuseFailure(response)
  const all = everyElement(response)
  const named = (...names: string[]) => all.filter(({ localName }) => names.includes(localName))
  const held = named('Assertion', 'EncryptedAssertion')
  const [element] = held
  const isPlain = element !== undefined && isElement(element, 'assertion', 'Assertion')
  const isHeld = isPlain || (element !== undefined && isElement(element, 'assertion', 'EncryptedAssertion'))
  if (!element || !isHeld || held.length > 1 || element.parentNode !== response) throw new SamlRefusal('structure')
  if (named('Response').length > 1 || hasTwins(all)) throw new SamlRefusal('structure')
  if (children(response, 'signature', 'Signature').length === 0) throw new SamlRefusal('response_unsigned')
  if (isPlain && children(element, 'signature', 'Signature').length === 0) throw new SamlRefusal('assertion_unsigned')
  refuseStraySignatures(named('Signature'), isPlain ? [response, element] : [response])
  return isPlain ? 'Assertion' : 'EncryptedAssertion'
}

/** Of a decrypted assertion the same is asked as of one that came in the open. */
export function refuseMisshapen(assertion: Xml): void {
  const all = everyElement(assertion)
  if (!isElement(assertion, 'assertion', 'Assertion') || hasTwins(all)) throw new SamlRefusal('structure')
  if (all.filter(({ localName }) => localName === 'Assertion').length > 1) throw new SamlRefusal('structure')
  if (children(assertion, 'signature', 'Signature').length === 0) throw new SamlRefusal('assertion_unsigned')
  refuseStraySignatures(
    all.filter(({ localName }) => localName === 'Signature'),
    [assertion],
  )
}

function refuseFailure(response: Xml): void {
  const [status, ...more] = children(response, 'protocol', 'Status')
  const code = status && children(status, 'protocol', 'StatusCode')[0]
  if (more.length > 0 || attribute(code, 'Value') !== SUCCESS) throw new SamlRefusal('status')
}

/** An id that two elements have can be signed in one and read in the other. */
function hasTwins(all: readonly Xml[]): boolean {
  const ids = all.flatMap(({ attributes }) =>
    Array.from(attributes)
      .filter(({ localName }) => /^id$/i.test(localName))
      .map(({ value }) => value),
  )
  return new Set(ids).size < ids.length
}

/** Each signature is a child of what it signs, signs all of it and nothing else, and there is one for each. */
function refuseStraySignatures(signatures: readonly Xml[], signed: readonly Xml[]): void {
  if (signatures.length !== signed.length) throw new SamlRefusal('structure')
  for (const parent of signed) {
    const [signature] = children(parent, 'signature', 'Signature')
    if (!signature) throw new SamlRefusal('structure')
    refuseStrangeSignature(signature, attribute(parent, 'ID'))
  }
}

function refuseStrangeSignature(signature: Xml, id: string | undefined): void {
  const parts = elementChildren(signature)
  const isKnown = parts.every((part) => ['SignedInfo', 'SignatureValue', 'KeyInfo'].includes(part.localName))
  const [info] = children(signature, 'signature', 'SignedInfo')
  const [reference, ...others] = info ? children(info, 'signature', 'Reference') : []
  if (!isKnown || !info || !reference || others.length > 0 || new Set(parts.map(({ localName }) => localName)).size < parts.length)
    throw new SamlRefusal('structure')
  if (id === undefined || attribute(reference, 'URI') !== `#${id}`) throw new SamlRefusal('structure')
  const algorithms = (within: Xml, name: string) =>
    everyElement(within)
      .filter((each) => isElement(each, 'signature', name))
      .map((each) => attribute(each, 'Algorithm') ?? '')
  const onlyOf = (known: ReadonlySet<string>, found: readonly string[]) => found.length > 0 && found.every((each) => known.has(each))
  if (!onlyOf(SIGNATURES, algorithms(info, 'SignatureMethod')) || !onlyOf(DIGESTS, algorithms(reference, 'DigestMethod')))
    throw new SamlRefusal('weak_signature')
  const isCanonical = onlyOf(new Set([EXCLUSIVE]), algorithms(info, 'CanonicalizationMethod'))
  if (!isCanonical || !onlyOf(TRANSFORMS, algorithms(reference, 'Transform'))) throw new SamlRefusal('structure')
}
