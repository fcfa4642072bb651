import { expect, test } from 'bun:test'
import { isSamlRefusal } from '../../../src/identity/sso/saml-problems.ts'
import { openResponse } from '../../../src/identity/sso/saml-response.ts'
import { parseXml } from '../../../src/identity/sso/saml-xml.ts'

const RESPONSE = '<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" InResponseTo="_asked"/>'
const OPEN = RESPONSE.replace('/>', '>')
const encoded = (text: string | Uint8Array) => Buffer.from(text).toString('base64')
function opened(posted: string): string {
  try {
    return openResponse(posted).requestId
  } catch (error) {
    if (isSamlRefusal(error)) return error.problem
    throw error
  }
}

test('what is posted is read as it is, also where it was folded into lines', () => {
  expect([opened(encoded(RESPONSE)), opened(encoded(RESPONSE).replace(/(.{20})/g, '$1\r\n'))]).toEqual(['_asked', '_asked'])
})

test('no other XML of a provider is read that is larger than it can be', () => {
  const large = () => parseXml(`<EntityDescriptor>${' '.repeat(256 * 1024)}</EntityDescriptor>`)
  expect(large).toThrow('larger than')
})

test.each([
  ['nothing', '', 'unreadable'],
  ['no base64', 'not base64!', 'unreadable'],
  ['no XML', encoded('hello'), 'unreadable'],
  ['XML that breaks off', encoded(RESPONSE.slice(0, -2)), 'unreadable'],
  ['bytes that are no text', encoded(new Uint8Array([0x3c, 0xff, 0xfe, 0x3e])), 'unreadable'],
  [
    'an answer with a byte in it that is no text',
    encoded(Buffer.concat([Buffer.from(OPEN), Buffer.from([0xff]), Buffer.from('</Response>')])),
    'unreadable',
  ],
  ['base64 with something else in it', encoded(RESPONSE).replace(/^(.{8})/, '$1*'), 'unreadable'],
  ['another message', encoded(RESPONSE.replace('<Response', '<LogoutRequest')), 'unreadable'],
  ['another language', encoded(RESPONSE.replace('2.0', '1.0')), 'unreadable'],
  ['an answer to nothing', encoded(RESPONSE.replace(/ InResponseTo="_asked"/, '')), 'unsolicited'],
  ['more than an answer can be, before it is looked at', '!'.repeat(256 * 1024 + 1), 'too_large'],
  ['more elements than an answer has', encoded(RESPONSE.replace('/>', `>${'<a/>'.repeat(5_000)}</Response>`)), 'too_large'],
  ['deeper than an answer goes', encoded(RESPONSE.replace('/>', `>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</Response>`)), 'too_large'],
] as const)('refused: %s', (_, posted, problem) => {
  expect(opened(posted)).toBe(problem)
})
