import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What a page's script gets from the server, as far as an authenticator reads it. */
export type Creation = {
  readonly challenge: string
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
}
export type Request_ = { readonly challenge: string; readonly rpId: string }
/** What is done otherwise than an honest device in an honest browser does it. */
export type Mischief = {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly withoutVerification?: true
  readonly forged?: true
  /** Instead of counting on. */
  readonly counter?: number
  readonly userHandle?: string
}
export type Authenticator = {
  readonly credentialId: string
  make(options: Creation, mischief?: Mischief): Said
  use(options: Request_, mischief?: Mischief): Said
}
export type Said = {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly response: Readonly<Record<string, unknown>>
}
type Kind = 'ES256' | 'EdDSA'

const [PRESENT, VERIFIED, SYNCABLE, SYNCED, ATTESTED] = [0x01, 0x04, 0x08, 0x10, 0x40]

/** A device in software, with one passkey, in a browser whose page is at `origin`. */
export function openAuthenticator(
  origin: string,
  { kind = 'ES256', synced = false, counts = true }: { readonly kind?: Kind; readonly synced?: boolean; readonly counts?: boolean } = {},
): Authenticator {
  const keys = kind === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const stranger = kind === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  const id = randomBytes(16)
  const credentialId = id.toString('base64url')
  let counter = 0
  let handle: string | undefined

  const clientData = (type: string, challenge: string, m: Mischief) =>
    Buffer.from(JSON.stringify({ type, challenge: m.challenge ?? challenge, origin: m.origin ?? origin, crossOrigin: false }))
  function authenticatorData(rpId: string, m: Mischief, attested?: Buffer): Buffer {
    counter = m.counter ?? (counts ? counter + 1 : 0)
    const verified = m.withoutVerification ? 0 : VERIFIED
    const flags = PRESENT | verified | (synced ? SYNCABLE | SYNCED : 0) | (attested ? ATTESTED : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(Buffer.from(m.rpId ?? rpId)), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }

  return {
    credentialId,
    make({ challenge, rp, user }, m = {}) {
      handle = user.id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const authData = authenticatorData(rp.id, m, Buffer.concat([Buffer.alloc(16), length, id, cbor(coseKey(keys.publicKey, kind))]))
      const attestationObject = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      const clientDataJSON = clientData('webauthn.create', challenge, m).toString('base64url')
      const response = { clientDataJSON, attestationObject: attestationObject.toString('base64url'), transports: ['internal'] }
      return { id: credentialId, rawId: credentialId, type: 'public-key', response }
    },
    use({ challenge, rpId }, m = {}) {
      const data = clientData('webauthn.get', challenge, m)
      const authData = authenticatorData(rpId, m)
      const signed = Buffer.concat([authData, sha256(data)])
      const signature = sign(kind === 'ES256' ? 'sha256' : null, signed, (m.forged ? stranger : keys).privateKey)
      const userHandle = m.userHandle ?? handle
      const response = {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle && { userHandle }),
      }
      return { id: credentialId, rawId: credentialId, type: 'public-key', response }
    },
  }
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

/** RFC 9053: the public half, by numbers. */
function coseKey(key: KeyObject, kind: Kind): Map<number, Cbor> {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const bytes = (text: string) => Buffer.from(text, 'base64url')
  if (kind === 'EdDSA')
    return new Map<number, Cbor>([
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(x)],
    ])
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>

/** As much of RFC 8949 as an authenticator says. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])])
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  return length < 256 ? Buffer.from([(major << 5) | 24, length]) : Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
