import { expect, test } from 'bun:test'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import { telnyxWebhookCheck } from '../../src/fax/index.ts'

const ours = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519').privateKey
const publicKey = ours.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')
const BODY = '{"data":{"event_type":"fax.delivered","note":"Zoë"}}'

const now = (ago = 0) => String(Math.floor(Date.now() / 1000) - ago)
const signature = (time: string, body = BODY, key: KeyObject = ours.privateKey) =>
  sign(null, Buffer.from(`${time}|${body}`), key).toString('base64')
const headers = (time: string, signed: string) => ({ 'telnyx-timestamp': time, 'telnyx-signature-ed25519': signed })

const TRIES: Readonly<Record<string, [string, Record<string, string>]>> = {
  good: [BODY, headers(now(), signature(now()))],
  'almost too old': [BODY, headers(now(297), signature(now(297)))],
  'too old': [BODY, headers(now(303), signature(now(303)))],
  'from the future': [BODY, headers(now(-304), signature(now(-304)))],
  'changed by a letter': [BODY.replace('d', 'D'), headers(now(), signature(now()))],
  'for another time': [BODY, headers(now(1), signature(now()))],
  'by a stranger': [BODY, headers(now(), signature(now(), BODY, stranger))],
  unsigned: [BODY, {}],
  'without a time': [BODY, { 'telnyx-signature-ed25519': signature('') }],
  'a time that is none': [BODY, headers('1e9', signature('1e9'))],
  'a negative time': [BODY, headers(`-${now()}`, signature(`-${now()}`))],
  'a time without end': [BODY, headers('9'.repeat(40), signature('9'.repeat(40)))],
  'not base64': [BODY, headers(now(), '!'.repeat(88))],
  'base64 for addresses': [BODY, headers(now(), signature(now()).replace(/^./, '-'))],
  'without its padding': [BODY, headers(now(), signature(now()).replace(/=+$/, ''))],
  'a byte too long': [BODY, headers(now(), Buffer.alloc(65).toString('base64'))],
  'an empty body': ['', headers(now(), signature(now(), ''))],
}

test('it believes what the SDK’s own check believes, and nothing else', async () => {
  const check = telnyxWebhookCheck(publicKey)
  const theirs = new TelnyxWebhook(publicKey)
  const said: Record<string, boolean> = {}
  for (const [name, [body, fields]] of Object.entries(TRIES)) {
    said[name] = check(body, new Headers(fields))
    const believed = await theirs.verify(body, fields).then(
      () => true,
      () => false,
    )
    expect({ name, believed: said[name] }).toEqual({ name, believed })
  }
  expect(Object.keys(said).filter((name) => said[name])).toEqual(['good', 'almost too old', 'an empty body'])
})
