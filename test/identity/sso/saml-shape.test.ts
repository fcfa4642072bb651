import { expect, test } from 'bun:test'
import { isSamlRefusal } from '../../../src/identity/sso/saml-problems.ts'
import { heldIn, refuseMisshapen } from '../../../src/identity/sso/saml-shape.ts'
import { parseXml } from '../../../src/identity/sso/saml-xml.ts'

const SIGNED = 'http://www.w3.org/2000/09/xmldsig#'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = `${SIGNED}enveloped-signature`
const signature = (of: string) =>
  `<Signature xmlns="${SIGNED}"><SignedInfo><CanonicalizationMethod Algorithm="${EXCLUSIVE}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="#${of}"><Transforms><Transform Algorithm="${ENVELOPED}"/><Transform Algorithm="${EXCLUSIVE}"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>AA==</DigestValue></Reference></SignedInfo><SignatureValue>AA==</SignatureValue><KeyInfo/></Signature>`
const ASSERTION = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a"><Issuer>https://idp.test</Issuer>${signature('_a')}<Subject/></Assertion>`
const STATUS = '<Status><StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></Status>'
const response = (held = ASSERTION) =>
  `<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r">${signature('_r')}${STATUS}${held}</Response>`
const ENCRYPTED = '<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><EncryptedData/></EncryptedAssertion>'

type Edit = (xml: string) => string
function tried(look: () => unknown): unknown {
  try {
    return look()
  } catch (error) {
    if (isSamlRefusal(error)) return error.problem
    throw error
  }
}
function edited(xml: string, edit: Edit): string {
  const changed = edit(xml)
  if (changed === xml) throw new Error('Nothing was edited.')
  return changed
}
const held = (edit: Edit) => tried(() => heldIn(parseXml(edited(response(), edit))))
const misshapen = (edit: Edit) => tried(() => refuseMisshapen(parseXml(edited(ASSERTION, edit))))

test('the one shape that a response has, with its assertion in the open or encrypted', () => {
  expect([tried(() => heldIn(parseXml(response()))), tried(() => heldIn(parseXml(response(ENCRYPTED))))]).toEqual([
    'Assertion',
    'EncryptedAssertion',
  ])
  expect(tried(() => refuseMisshapen(parseXml(ASSERTION)))).toBeUndefined()
})

const last =
  (from: string, to: string): Edit =>
  (xml) => {
    const at = xml.lastIndexOf(from)
    return at < 0 ? xml : xml.slice(0, at) + to + xml.slice(at + from.length)
  }
const first =
  (from: string | RegExp, to: string): Edit =>
  (xml) =>
    xml.replace(from, to)

test.each([
  ['it says no', first('status:Success', 'status:Responder'), 'status'],
  ['it says yes and no', first(STATUS, `${STATUS}${STATUS}`), 'status'],
  ['it holds no assertion', first(ASSERTION, ''), 'structure'],
  ['it holds two', first(ASSERTION, `${ASSERTION}${ASSERTION.replaceAll('_a', '_b')}`), 'structure'],
  ['it holds one in the open and one encrypted', first(ASSERTION, `${ASSERTION}${ENCRYPTED}`), 'structure'],
  ['its assertion is of another language', first('SAML:2.0:assertion', 'SAML:1.0:assertion'), 'structure'],
  ['what is encrypted is of another language', first(ASSERTION, ENCRYPTED.replace('2.0', '1.0')), 'structure'],
  ['its assertion is not its child', first(ASSERTION, `<Extensions>${ASSERTION}</Extensions>`), 'structure'],
  ['another response is in it', last('<Subject/>', '<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>'), 'structure'],
  ['two elements have one id', last('<Subject/>', '<Subject ID="_r"/>'), 'structure'],
  ['two elements have one id, by another spelling of it', last('<Subject/>', '<Subject xml:id="_r"/>'), 'structure'],
  ['it is not signed', first(signature('_r'), ''), 'response_unsigned'],
  ['its assertion is not signed', first(signature('_a'), ''), 'assertion_unsigned'],
  ['a third signature is in it', last('<Subject/>', `<Subject>${signature('_r')}</Subject>`), 'structure'],
  ['one of two signatures stands elsewhere', first(signature('_a'), `${signature('_a')}${signature('_a')}`), 'structure'],
  ['a signature holds an object', first('<KeyInfo/>', '<Object/>'), 'structure'],
  ['a signature holds two keys', first('<KeyInfo/>', '<KeyInfo/><KeyInfo/>'), 'structure'],
  ['a signature says nothing of what it signs', first(/<SignedInfo>.*?<\/SignedInfo>/, ''), 'structure'],
  ['a signature signs two things', first(/(<Reference .*?<\/Reference>)/, '$1$1'), 'structure'],
  ['a signature signs something else', first('URI="#_r"', 'URI="#_a"'), 'structure'],
  ['a signature signs whatever it stands in', first('URI="#_a"', 'URI=""'), 'structure'],
  ['what is signed has no id', first(' ID="_a"', ''), 'structure'],
  [
    'what is signed has no id, and the signature says as much',
    (xml: string) => xml.replace(' ID="_a"', '').replace('URI="#_a"', 'URI="#undefined"'),
    'structure',
  ],
  ['it does not say how it is signed', first(/<SignatureMethod [^>]*>/, ''), 'weak_signature'],
  ['it is signed by SHA-1', first('xmldsig-more#rsa-sha256', 'xmldsig#rsa-sha1'), 'weak_signature'],
  ['it is signed by a shared secret', first('xmldsig-more#rsa-sha256', 'xmldsig-more#hmac-sha256'), 'weak_signature'],
  ['its digest is of SHA-1', first('http://www.w3.org/2001/04/xmlenc#sha256', `${SIGNED}sha1`), 'weak_signature'],
  ['comments count for the signature alone', first(EXCLUSIVE, `${EXCLUSIVE}WithComments`), 'structure'],
  ['a signature looks at a part only', last(ENVELOPED, 'http://www.w3.org/TR/1999/REC-xpath-19991116'), 'structure'],
] as const)('a response is refused before any signature is looked at, when %s', (_, edit, problem) => {
  expect(held(edit)).toBe(problem)
})

test.each([
  ['it is something else', first('<Assertion', '<Advice'), 'structure'],
  ['two elements have one id', first('<Subject/>', '<Subject ID="_a"/>'), 'structure'],
  ['another assertion is in it', first('<Subject/>', '<Assertion/>'), 'structure'],
  ['it is not signed', first(signature('_a'), ''), 'assertion_unsigned'],
  ['it has two signatures', first(signature('_a'), `${signature('_a')}${signature('_a')}`), 'structure'],
  ['its signature is of something else', first('URI="#_a"', 'URI="#_r"'), 'structure'],
] as const)('an assertion that came encrypted is refused as well, when %s', (_, edit, problem) => {
  expect(misshapen((xml) => edit(xml).replace('</Assertion>', edit(xml).startsWith('<Advice') ? '</Advice>' : '</Assertion>'))).toBe(
    problem,
  )
})
