import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'

/** A private key and the certificate that carries its public half, both as PEM. */
export type KeyPair = { readonly privateKey: string; readonly certificate: string }

const YEARS = 5
const RSA_WITH_SHA256 = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
const COMMON_NAME = Buffer.from('0603550403', 'hex')

/** Signed by itself: the provider trusts it because an administrator brought it there, so it says nothing but a name and a time. */
export async function newKeyPair(name: string, now: Date, modulusLength = 3072): Promise<KeyPair> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { privateKey: pem, certificate: selfSigned(pem, name, now) }
}

function selfSigned(privateKey: string, name: string, now: Date): string {
  const key = createPrivateKey(privateKey)
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + YEARS)
  const subject = sequence(set(sequence(COMMON_NAME, utf8(name.slice(0, 64)))))
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const body = sequence(serial(), RSA_WITH_SHA256, subject, sequence(time(now), time(until)), subject, spki)
  const certificate = sequence(body, RSA_WITH_SHA256, bits(sign('sha256', body, key)))
  return new X509Certificate(certificate).toString()
}

/** DER: a tag, a length, what is in it. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content])
  const digits = Buffer.from(length.toString(16).padStart(length > 255 ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 + digits.length]), digits, content])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const set = (...parts: readonly Uint8Array[]) => der(0x31, ...parts)
const utf8 = (text: string) => der(0x0c, Buffer.from(text))
const bits = (content: Uint8Array) => der(0x03, Buffer.from([0]), content)
/** UTCTime, which ends with the year 2049. */
const time = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
/** Positive: the first bit is none of a sign. */
const serial = () => {
  const digits = randomBytes(16)
  digits[0] = ((digits[0] ?? 0) & 0x3f) | 0x40
  return der(0x02, digits)
}
