import { expect, test } from 'bun:test'
import { type Expected, readAssertion } from '../../../src/identity/sso/saml-assertion.ts'
import { isSamlRefusal } from '../../../src/identity/sso/saml-problems.ts'
import { parseXml } from '../../../src/identity/sso/saml-xml.ts'

const NOW = new Date('2026-03-02T15:00:00Z')
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000).toISOString()
const expected: Expected = {
  provider: { entityId: 'https://idp.test', certificates: [] },
  us: { entityId: 'https://maple.test/sso/1/metadata', acsUrl: 'https://maple.test/sso/1/acs' },
  keys: [],
  mustBeEncrypted: false,
  requestId: '_asked',
  isAfresh: false,
  now: NOW,
}
/** What a provider says, however the response around it reads. */
const ASSERTION = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0"><Issuer>https://idp.test</Issuer><Subject>
<NameID>ana-1</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData
 NotOnOrAfter="${minutes(5)}" Recipient="${expected.us.acsUrl}" InResponseTo="_asked"/></SubjectConfirmation></Subject>
<Conditions NotBefore="${minutes(-1)}" NotOnOrAfter="${minutes(6)}"><AudienceRestriction><Audience>${expected.us.entityId}</Audience></AudienceRestriction></Conditions>
<AuthnStatement AuthnInstant="${minutes(-1)}" SessionNotOnOrAfter="${minutes(60)}"><AuthnContext/></AuthnStatement></Assertion>`

function read(from: string | RegExp = '', to = ''): string {
  const xml = ASSERTION.replace(from, to)
  if (from !== '' && xml === ASSERTION) throw new Error('Nothing was edited.')
  try {
    return readAssertion(parseXml(xml), expected).subject
  } catch (error) {
    if (isSamlRefusal(error)) return error.problem
    throw error
  }
}

test('an assertion is believed as it is', () => {
  expect(read()).toBe('ana-1')
})

test.each([
  ['of another provider than the response around it', '<Issuer>https://idp.test<', '<Issuer>https://other.test<', 'issuer'],
  ['sent to another address', `Recipient="${expected.us.acsUrl}"`, 'Recipient="https://harbor.test/sso/1/acs"', 'destination'],
  ['sent to no address', `Recipient="${expected.us.acsUrl}"`, '', 'destination'],
  ['for another request', 'InResponseTo="_asked"', 'InResponseTo="_other"', 'not_ours'],
  ['for no request', 'InResponseTo="_asked"', '', 'not_ours'],
  ['whose bearer is late', `NotOnOrAfter="${minutes(5)}"`, `NotOnOrAfter="${minutes(-3)}"`, 'expired'],
  ['that ended', `NotOnOrAfter="${minutes(6)}"`, `NotOnOrAfter="${minutes(-3)}"`, 'expired'],
  ['of a session there that ended', `SessionNotOnOrAfter="${minutes(60)}"`, `SessionNotOnOrAfter="${minutes(-3)}"`, 'expired'],
  ['that is of later', `NotBefore="${minutes(-1)}"`, `NotBefore="${minutes(3)}"`, 'not_yet_valid'],
  ['bound to what nobody here knows', '<AudienceRestriction>', '<Condition/><AudienceRestriction>', 'conditions'],
  ['for another service', `<Audience>${expected.us.entityId}<`, '<Audience>https://harbor.test/sso/1/metadata<', 'audience'],
  ['for nobody in particular', /<AudienceRestriction>.*<\/AudienceRestriction>/, '', 'audience'],
  ['without a bearer', ':cm:bearer', ':cm:sender-vouches', 'structure'],
  ['of nobody', '<NameID>ana-1</NameID>', '', 'no_subject'],
  ['of nobody, by an empty name', '>ana-1<', '> <', 'no_subject'],
  ['of two', '<NameID>ana-1</NameID>', '<NameID>ana-1</NameID><NameID>bo-1</NameID>', 'no_subject'],
  ['of a name in pieces', '>ana-1<', '><b>ana</b>-1<', 'no_subject'],
  ['of a name that is longer than names are', '>ana-1<', `>${'a'.repeat(257)}<`, 'no_subject'],
  ['without a subject', /<Subject>.*<\/Subject>/s, '', 'no_subject'],
  ['of another name each time', '<NameID>', '<NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">', 'transient'],
  ['without a name of its own', ' ID="_1"', '', 'structure'],
  ['of another version', 'Version="2.0"', 'Version="1.1"', 'structure'],
  ['at a moment that is none', `NotOnOrAfter="${minutes(6)}"`, 'NotOnOrAfter="tomorrow"', 'structure'],
  ['with two bearers', /(<SubjectConfirmation .*<\/SubjectConfirmation>)/s, '$1$1', 'structure'],
  ['without an end', `NotOnOrAfter="${minutes(5)}"`, '', 'structure'],
])('refused by itself, whatever the response says: %s', (_, from, to, problem) => {
  expect(read(from, to)).toBe(problem)
})
