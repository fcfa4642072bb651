import type { Xml } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'
import { attribute, children, elementChildren, isElement, textOf } from './saml-xml.ts'

export type ServiceProvider = { readonly entityId: string; readonly acsUrl: string }
export type Expected = {
  readonly provider: { readonly entityId: string; readonly certificates: readonly string[] }
  readonly us: ServiceProvider
  /** Private keys, newest first: while one is exchanged for another, the provider may use either. */
  readonly keys: readonly string[]
  readonly mustBeEncrypted: boolean
  readonly requestId: string
  /** They were asked to show once more who they are. */
  readonly isAfresh: boolean
  readonly now: Date
}
/** What the provider says of who signed in. */
export type Assertion = {
  readonly id: string
  /** Until then it could be sent again. */
  readonly expiresAt: Date
  readonly subject: string
  readonly subjectFormat: string | undefined
  readonly attributes: ReadonlyMap<string, readonly string[]>
  /** When they last showed there who they are, and how. */
  readonly authenticatedAt: Date | undefined
  readonly context: string | undefined
}

const SKEW_MS = 2 * 60_000
/** How long ago: the length of that page, of a second factor’s, and of two clocks apart. */
const AFRESH_MS = 5 * 60_000 + SKEW_MS
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
const KNOWN_CONDITIONS = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']
const LONGEST_SUBJECT = 256
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** Of an assertion whose signatures were checked: is it from there, for us, of this sign-in and of now? Throws SamlRefusal. */
export function readAssertion(assertion: Xml, expected: Expected): Assertion {
  const { provider, us, requestId, now } = expected
  const id = attribute(assertion, 'ID')
  if (id === undefined || attribute(assertion, 'Version') !== '2.0') throw new SamlRefusal('structure')
  if (textOf(only(assertion, 'Issuer')) !== provider.entityId) throw new SamlRefusal('issuer')
  const conditions = only(assertion, 'Conditions')
  checkTimes(conditions, now)
  checkAudience(conditions, us.entityId)
  const subject = only(assertion, 'Subject')
  const until = confirmedUntil(subject, { acsUrl: us.acsUrl, requestId, now })
  const statement = only(assertion, 'AuthnStatement')
  const ends = instantOf(statement, 'SessionNotOnOrAfter')
  if (ends && isPast(ends, now)) throw new SamlRefusal('expired')
  const authenticatedAt = instantOf(statement, 'AuthnInstant')
  if (expected.isAfresh && !isRecent(authenticatedAt, now)) throw new SamlRefusal('not_afresh')
  const latest = Math.max(until.getTime(), instantOf(conditions, 'NotOnOrAfter')?.getTime() ?? 0)
  const expiresAt = new Date(latest + SKEW_MS)
  return { id, expiresAt, ...namedIn(subject), attributes: attributesOf(assertion), authenticatedAt, context: contextOf(statement) }
}

const isRecent = (at: Date | undefined, now: Date): boolean => at !== undefined && now.getTime() - at.getTime() <= AFRESH_MS

function contextOf(statement: Xml): string | undefined {
  const [context] = children(statement, 'assertion', 'AuthnContext')
  return context && textOf(children(context, 'assertion', 'AuthnContextClassRef')[0])
}

function only(parent: Xml, name: string): Xml {
  const [found, ...more] = children(parent, 'assertion', name)
  if (!found || more.length > 0) throw new SamlRefusal(name === 'Subject' || name === 'NameID' ? 'no_subject' : 'structure')
  return found
}

function instantOf(element: Xml, name: string): Date | undefined {
  const text = attribute(element, name)
  if (text === undefined) return undefined
  const instant = new Date(text)
  if (!INSTANT.test(text) || Number.isNaN(instant.getTime())) throw new SamlRefusal('structure')
  return instant
}

const isPast = (end: Date, now: Date): boolean => now.getTime() - SKEW_MS >= end.getTime()

function checkTimes(element: Xml, now: Date): void {
  const [begins, ends] = [instantOf(element, 'NotBefore'), instantOf(element, 'NotOnOrAfter')]
  if (begins && now.getTime() + SKEW_MS < begins.getTime()) throw new SamlRefusal('not_yet_valid')
  if (ends && isPast(ends, now)) throw new SamlRefusal('expired')
}

/** Every restriction must name us; a condition that is not understood must not be passed over. */
function checkAudience(conditions: Xml, entityId: string): void {
  const isKnown = (each: Xml) => KNOWN_CONDITIONS.some((name) => isElement(each, 'assertion', name))
  if (!elementChildren(conditions).every(isKnown)) throw new SamlRefusal('conditions')
  const restrictions = children(conditions, 'assertion', 'AudienceRestriction')
  const isOurs = (each: Xml) => children(each, 'assertion', 'Audience').some((audience) => textOf(audience) === entityId)
  if (restrictions.length === 0 || !restrictions.every(isOurs)) throw new SamlRefusal('audience')
}

type Asked = { readonly acsUrl: string; readonly requestId: string; readonly now: Date }

/** Who bears the assertion is who it is of, if it came to this address in answer to this request in time. */
function confirmedUntil(subject: Xml, { acsUrl, requestId, now }: Asked): Date {
  const [confirmation, ...more] = children(subject, 'assertion', 'SubjectConfirmation')
  const [data] = confirmation ? children(confirmation, 'assertion', 'SubjectConfirmationData') : []
  if (!confirmation || !data || more.length > 0 || attribute(confirmation, 'Method') !== BEARER) throw new SamlRefusal('structure')
  if (attribute(data, 'Recipient') !== acsUrl) throw new SamlRefusal('destination')
  if (attribute(data, 'InResponseTo') !== requestId) throw new SamlRefusal('not_ours')
  const until = instantOf(data, 'NotOnOrAfter')
  if (!until) throw new SamlRefusal('structure')
  checkTimes(data, now)
  return until
}

function namedIn(subject: Xml): Pick<Assertion, 'subject' | 'subjectFormat'> {
  const nameId = only(subject, 'NameID')
  const name = textOf(nameId)
  if (!name || name.length > LONGEST_SUBJECT) throw new SamlRefusal('no_subject')
  const format = attribute(nameId, 'Format')
  if (format === TRANSIENT) throw new SamlRefusal('transient')
  return { subject: name, subjectFormat: format }
}

function attributesOf(assertion: Xml): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const statement of children(assertion, 'assertion', 'AttributeStatement'))
    for (const each of children(statement, 'assertion', 'Attribute')) {
      const values = children(each, 'assertion', 'AttributeValue').map(textOf)
      const name = attribute(each, 'Name')
      if (name) found.set(name, [...(found.get(name) ?? []), ...values.filter((value) => value !== undefined)])
    }
  return found
}
