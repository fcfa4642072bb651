import { xmlParser } from '../../../src/identity/sso/saml-library.ts'

/** An element that can be moved about. */
type Part = {
  readonly localName: string
  readonly childNodes: ArrayLike<Part>
  readonly firstChild: Part
  readonly ownerDocument: { createElementNS(namespace: string, name: string): Part }
  parentNode: Part
  textContent: string
  cloneNode(deep: boolean): Part
  appendChild(child: Part): Part
  insertBefore(child: Part, before: Part): Part
  replaceChild(child: Part, old: Part): Part
  removeChild(child: Part): Part
  setAttribute(name: string, value: string): void
  toString(): string
}
/** A response and its assertion, both signed, and the same assertion as the attacker would have it. */
type Pieces = { readonly response: Part; readonly assertion: Part; readonly evil: Part }

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'

const childOf = (parent: Part, name: string): Part => {
  const found = Array.from(parent.childNodes).find(({ localName }) => localName === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found
}
const without = (parent: Part, name: string): Part => {
  parent.removeChild(childOf(parent, name))
  return parent
}
const inObject = (signature: Part, held: Part): void =>
  void signature.appendChild(signature.ownerDocument.createElementNS(DSIG, 'ds:Object')).appendChild(held)

/** Signature wrapping 1 to 8, as Somorovsky and others counted them in “On Breaking SAML” (2012). */
const WRAPPINGS: Readonly<Record<string, (pieces: Pieces) => Part>> = {
  'XSW1: the signed response inside its own signature, under a forged one': ({ response, assertion, evil }) => {
    const signed = without(response.cloneNode(true), 'Signature')
    response.replaceChild(evil, assertion)
    response.setAttribute('ID', '_forged-response')
    childOf(response, 'Signature').appendChild(signed)
    return response
  },
  'XSW2: the signed response beside its signature': ({ response, assertion, evil }) => {
    const signed = without(response.cloneNode(true), 'Signature')
    response.replaceChild(evil, assertion)
    response.setAttribute('ID', '_forged-response')
    response.insertBefore(signed, childOf(response, 'Signature'))
    return response
  },
  'XSW3: a forged assertion before the signed one': ({ response, assertion, evil }) => {
    response.insertBefore(without(evil, 'Signature'), assertion)
    return response
  },
  'XSW4: the signed assertion inside a forged one': ({ response, assertion, evil }) => {
    response.replaceChild(without(evil, 'Signature'), assertion)
    evil.appendChild(assertion)
    return response
  },
  'XSW5: the signature in a forged assertion, what it signs at the end': ({ response, assertion, evil }) => {
    response.replaceChild(evil, assertion)
    response.appendChild(without(assertion, 'Signature'))
    return response
  },
  'XSW6: what is signed inside the signature of a forged assertion': ({ response, assertion, evil }) => {
    response.replaceChild(evil, assertion)
    childOf(evil, 'Signature').appendChild(without(assertion, 'Signature'))
    return response
  },
  'XSW7: a forged assertion with the same id among the extensions': ({ response, assertion }) => {
    const extensions = response.ownerDocument.createElementNS(PROTOCOL, 'samlp:Extensions')
    extensions.appendChild(forged(assertion, { sameId: true }))
    response.insertBefore(extensions, assertion)
    return response
  },
  'XSW8: what is signed as an object of the signature of a forged assertion': ({ response, assertion, evil }) => {
    response.replaceChild(evil, assertion)
    inObject(childOf(evil, 'Signature'), without(assertion, 'Signature'))
    return response
  },
}

function forged(assertion: Part, { sameId = false } = {}): Part {
  const evil = assertion.cloneNode(true)
  if (!sameId) evil.setAttribute('ID', '_forged')
  childOf(childOf(evil, 'Subject'), 'NameID').firstChild.parentNode.textContent = 'somebody-else'
  return evil
}

/** All eight, made of one genuine response that is not encrypted. */
export function wrappingsOf(encoded: string): readonly (readonly [string, string])[] {
  const xml = Buffer.from(encoded, 'base64').toString()
  const fail = (): never => {
    throw new Error('The genuine response cannot be read.')
  }
  return Object.entries(WRAPPINGS).map(([name, wrap]) => {
    const parser = new (xmlParser())({ errorHandler: { warning: fail, error: fail, fatalError: fail } })
    const response = parser.parseFromString(xml, 'text/xml')?.documentElement as unknown as Part
    const assertion = childOf(response, 'Assertion')
    return [name, Buffer.from(wrap({ response, assertion, evil: forged(assertion) }).toString()).toString('base64')]
  })
}
