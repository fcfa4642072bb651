import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import type { Xml } from './saml-library.ts'
import { SamlRefusal } from './saml-problems.ts'
import { attribute, children, everyElement, isElement, textOf } from './saml-xml.ts'

type Cipher = { readonly name: 'aes-128-gcm' | 'aes-256-gcm'; readonly keyBytes: number }
type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512'

const XENC = 'http://www.w3.org/2001/04/xmlenc#'
const XENC11 = 'http://www.w3.org/2009/xmlenc11#'
const CIPHERS = new Map<string | undefined, Cipher>([
  [`${XENC11}aes128-gcm`, { name: 'aes-128-gcm', keyBytes: 16 }],
  [`${XENC11}aes256-gcm`, { name: 'aes-256-gcm', keyBytes: 32 }],
])
const OAEP_MGF1P = `${XENC}rsa-oaep-mgf1p`
const OAEP = `${XENC11}rsa-oaep`
const DIGESTS = new Map<string, Hash>([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  [`${XENC}sha256`, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  [`${XENC}sha512`, 'sha512'],
])
const [IV_BYTES, TAG_BYTES] = [12, 16]

/**
 * The XML that was encrypted to one of these keys. Only AES-GCM, which notices every change, and only RSA-OAEP: of CBC and of the
 * older padding the text can be had by asking often enough whether a changed one decrypts. Throws SamlRefusal.
 */
export function decrypted(held: Xml, privateKeys: readonly string[]): string {
  const data = only(children(held, 'encryption', 'EncryptedData'))
  const key = only(everyElement(held).filter((each) => isElement(each, 'encryption', 'EncryptedKey')))
  const cipher = CIPHERS.get(attribute(methodOf(data), 'Algorithm'))
  const oaepHash = hashOf(methodOf(key))
  if (!cipher || !oaepHash) throw new SamlRefusal('weak_encryption')
  const [wrappedKey, content] = [cipherText(key), cipherText(data)]
  for (const privateKey of privateKeys) {
    const xml = opened(content, cipher, unwrapped(wrappedKey, privateKey, oaepHash))
    if (xml !== undefined) return xml
  }
  throw new SamlRefusal('decryption')
}

function only(found: readonly Xml[]): Xml {
  const [one, ...more] = found
  if (!one || more.length > 0) throw new SamlRefusal('structure')
  return one
}

const methodOf = (encrypted: Xml): Xml => only(children(encrypted, 'encryption', 'EncryptionMethod'))

function cipherText(encrypted: Xml): Buffer {
  const value = only(children(only(children(encrypted, 'encryption', 'CipherData')), 'encryption', 'CipherValue'))
  return Buffer.from(textOf(value) ?? '', 'base64')
}

/** Of the digest and of MGF1, which must be the same one: the platform knows no mixture. What is not said is SHA-1. */
function hashOf(method: Xml): Hash | undefined {
  const algorithm = attribute(method, 'Algorithm')
  const said = (name: string) => everyElement(method).filter(({ localName }) => localName === name)
  const [digests, generators] = [said('DigestMethod'), said('MGF')]
  if (digests.length > 1 || generators.length > 1) return undefined
  const digest = DIGESTS.get(digests[0] ? (attribute(digests[0], 'Algorithm') ?? '') : 'http://www.w3.org/2000/09/xmldsig#sha1')
  const generator = generators[0] ? attribute(generators[0], 'Algorithm') : `${XENC11}mgf1sha1`
  if (algorithm === OAEP) return digest && generator === `${XENC11}mgf1${digest}` ? digest : undefined
  return algorithm === OAEP_MGF1P && digest === 'sha1' && generators.length === 0 ? digest : undefined
}

function unwrapped(wrapped: Buffer, key: string, oaepHash: Hash): Buffer | undefined {
  try {
    return privateDecrypt({ key, oaepHash, padding: constants.RSA_PKCS1_OAEP_PADDING }, wrapped)
  } catch {
    return undefined
  }
}

function opened(content: Buffer, { name, keyBytes }: Cipher, key: Buffer | undefined): string | undefined {
  if (key?.length !== keyBytes || content.length < IV_BYTES + TAG_BYTES) return undefined
  try {
    const decipher = createDecipheriv(name, key, content.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAuthTag(content.subarray(-TAG_BYTES))
    const bytes = Buffer.concat([decipher.update(content.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
