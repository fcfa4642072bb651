import { type Xml, xmlParser } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'

export const NS = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  encryption: 'http://www.w3.org/2001/04/xmlenc#',
} as const
type Namespace = keyof typeof NS

const MOST_CHARACTERS = 256 * 1024
const MOST_ELEMENTS = 5_000
const DEEPEST = 40
const ELEMENT = 1
const DECLARATION = /^\uFEFF?\s*<\?xml\s[^<>?]*\?>/

/**
 * Throws SamlRefusal. Document types, entities, CDATA and instructions have no place in SAML and are refused before anything is
 * parsed; comments too, except in metadata, since a comment splits a name in two for one reader and not for another.
 */
export function parseXml(text: string, options: { readonly comments?: boolean } = {}): Xml {
  if (text.length > MOST_CHARACTERS) throw new SamlRefusal('too_large')
  const body = text.replace(DECLARATION, '')
  if (body.includes('<?') || (options.comments ? /<!(?!--)/ : /<!/).test(body)) throw new SamlRefusal('markup')
  const root = parsed(body)
  refuseMonsters(root)
  return root
}

function parsed(body: string): Xml {
  const fail = (): never => {
    throw new SamlRefusal('unreadable')
  }
  try {
    const parser = new (xmlParser())({ errorHandler: { warning: fail, error: fail, fatalError: fail } })
    return parser.parseFromString(body, 'text/xml')?.documentElement ?? fail()
  } catch {
    return fail()
  }
}

/** Whatever reads or canonicalises a document afterwards goes down into it, and must not fall. */
function refuseMonsters(root: Xml): void {
  const waiting: [Xml, number][] = [[root, 1]]
  let seen = 0
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [element, depth] = next
    seen += 1
    if (seen > MOST_ELEMENTS || depth > DEEPEST) throw new SamlRefusal('too_large')
    for (const child of elementsIn(element)) waiting.push([child, depth + 1])
  }
}

const elementsIn = (element: Xml): Xml[] => Array.from(element.childNodes).filter(({ nodeType }) => nodeType === ELEMENT)

export const isElement = (element: Xml, namespace: Namespace, name: string): boolean =>
  element.localName === name && element.namespaceURI === NS[namespace]

export const children = (element: Xml, namespace: Namespace, name: string): Xml[] =>
  elementsIn(element).filter((child) => isElement(child, namespace, name))

export const elementChildren = elementsIn

/** The element and everything below it. */
export function everyElement(root: Xml): Xml[] {
  const found = [root]
  for (let at = 0; at < found.length; at += 1) found.push(...elementsIn(found[at] as Xml))
  return found
}

/** Undefined where it is missing or empty. */
export const attribute = (element: Xml | undefined, name: string): string | undefined => element?.getAttribute(name) || undefined

/** The text of an element that holds nothing but text; undefined where it holds elements, or nothing. */
export function textOf(element: Xml | undefined): string | undefined {
  if (!element || elementsIn(element).length > 0) return undefined
  return element.textContent?.trim() || undefined
}
