import { createCipheriv, createHash } from 'node:crypto'
import { rawPdf } from '../samples.ts'
import { accepted, joined, LETTER, latin1, refused, type Specimen } from './specimen.ts'

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const ID = Buffer.from('0123456789abcdef0123456789abcdef', 'hex')
const MAY_NOTHING = -3_904
const WORDS = 'BT /F 14 Tf 72 700 Td (Lab results) Tj ET'

const md5 = (...parts: readonly Uint8Array[]) => createHash('md5').update(Buffer.concat(parts)).digest()
const padded = (password: string) => Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32)
const hex = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString('hex')}>`

function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at)
  const at = (place: number) => state[place & 255] ?? 0
  const swap = (one: number, other: number) => {
    const kept = at(one)
    state[one & 255] = at(other)
    state[other & 255] = kept
  }
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255
    swap(i, j)
  }
  let [i, j] = [0, 0]
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255
      j = (j + at(i)) & 255
      swap(i, j)
      return byte ^ at(at(i) + at(j))
    }),
  )
}

/** From one revision to the next: a longer key, then AES. PDF 1.7 §7.6. */
type Lock = { readonly revision: 2 | 3 | 4; readonly bytes: 5 | 16; readonly method: 'V2' | 'AESV2' | 'Identity' }
const OLD = { revision: 2, bytes: 5, method: 'V2' } as const
const LONG = { revision: 3, bytes: 16, method: 'V2' } as const
const AES = { revision: 4, bytes: 16, method: 'AESV2' } as const

const times = (count: number, value: Buffer, step: (value: Buffer, turn: number) => Buffer) => {
  let made = value
  for (let turn = 0; turn < count; turn++) made = step(made, turn)
  return made
}
/** Revision 3 and later enciphers twenty times, each with another key. */
const often = (lock: Lock, key: Buffer, value: Buffer) =>
  times(lock.revision === 2 ? 1 : 20, value, (made, turn) =>
    rc4(
      key.map((byte) => byte ^ turn),
      made,
    ),
  )

function ownerEntry(lock: Lock, user: string, owner: string): Buffer {
  const key = times(lock.revision === 2 ? 0 : 50, md5(padded(owner)), (made) => md5(made)).subarray(0, lock.bytes)
  return often(lock, key, padded(user))
}

function keyOf(lock: Lock, user: string, ownerEntry: Buffer): Buffer {
  const permissions = Buffer.alloc(4)
  permissions.writeInt32LE(MAY_NOTHING)
  const first = md5(padded(user), ownerEntry, permissions, ID)
  return times(lock.revision === 2 ? 0 : 50, first, (made) => md5(made.subarray(0, lock.bytes))).subarray(0, lock.bytes)
}

const userEntry = (lock: Lock, key: Buffer): Buffer =>
  lock.revision === 2 ? rc4(key, PADDING) : Buffer.concat([often(lock, key, md5(PADDING, ID)), Buffer.alloc(16)])

function enciphered(lock: Lock, key: Buffer, object: number, data: Uint8Array): Buffer {
  if (lock.method === 'Identity') return Buffer.from(data)
  const aes = lock.method === 'AESV2'
  const salt = Buffer.from([object & 255, object >> 8, 0, 0, 0, ...(aes ? [0x73, 0x41, 0x6c, 0x54] : [])])
  const own = md5(key, salt).subarray(0, Math.min(16, lock.bytes + 5))
  if (!aes) return rc4(own, data)
  const cipher = createCipheriv('aes-128-cbc', own, ID)
  return Buffer.concat([ID, cipher.update(data), cipher.final()])
}

const DRAWING = 5
function locked(lock: Lock, user: string, owner: string): Uint8Array {
  const forOwner = ownerEntry(lock, user, owner)
  const key = keyOf(lock, user, forOwner)
  const filters = `/CF << /StdCF << /CFM /${lock.method} /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF /StdCF`
  const version = {
    2: '/V 1',
    3: '/V 2 /Length 128',
    4: `/V 4 /Length 128 ${lock.method === 'Identity' ? '/StmF /Identity /StrF /Identity' : filters}`,
  }
  const entry = `<< /Filter /Standard ${version[lock.revision]} /R ${lock.revision} /P ${MAY_NOTHING} /O ${hex(forOwner)} /U ${hex(userEntry(lock, key))} >>`
  return withEncryption(entry, enciphered(lock, key, DRAWING, latin1(WORDS)))
}

/** Written as it is given, so that what is wrong with it stays wrong. */
const withEncryption = (entry: string, drawing: Uint8Array = latin1(WORDS)): Uint8Array =>
  rawPdf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R ${LETTER} /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      joined(`<< /Length ${drawing.length} >>\nstream\n`, drawing, '\nendstream'),
      entry,
    ],
    `/Encrypt 6 0 R /ID [${hex(ID)} ${hex(ID)}] `,
  )

const sha256 = (...parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const uncounted = (key: Buffer, data: Uint8Array) => {
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(data), cipher.final()])
}

/** Revision 6 hashes in rounds until the last byte says that it is enough. PDF 2.0 §7.6.4.3.4. */
function hardened(password: string, salt: Buffer, user: Buffer): Buffer {
  let key = sha256(Buffer.from(password), salt, user)
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const block = Buffer.concat([Buffer.from(password), key, user])
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false)
    const mixed = Buffer.concat([cipher.update(Buffer.concat(Array.from({ length: 64 }, () => block))), cipher.final()])
    const rest = mixed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3
    key = createHash(['sha256', 'sha384', 'sha512'][rest] ?? 'sha256')
      .update(mixed)
      .digest()
    last = mixed.at(-1) ?? 0
  }
  return key.subarray(0, 32)
}

function lockedByAes256(user: string, owner: string, revision: 5 | 6): Uint8Array {
  const hash = (password: string, salt: Buffer, entry = Buffer.alloc(0)) =>
    revision === 6 ? hardened(password, salt, entry) : sha256(Buffer.from(password), salt, entry)
  const [key, check, salt] = [sha256(ID), Buffer.from('checksal'), Buffer.from('keysalt!')]
  const U = Buffer.concat([hash(user, check), check, salt])
  const O = Buffer.concat([hash(owner, check, U), check, salt])
  const UE = uncounted(hash(user, salt), key)
  const OE = uncounted(hash(owner, salt, U), key)
  const permissions = Buffer.from([
    MAY_NOTHING & 255,
    (MAY_NOTHING >> 8) & 255,
    255,
    255,
    255,
    255,
    255,
    255,
    0x54,
    0x61,
    0x64,
    0x62,
    1,
    2,
    3,
    4,
  ])
  const perms = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const words = [
    `/Filter /Standard /V 5 /R ${revision} /Length 256 /P ${MAY_NOTHING} /O ${hex(O)} /U ${hex(U)} /OE ${hex(OE)} /UE ${hex(UE)}`,
    `/Perms ${hex(Buffer.concat([perms.update(permissions), perms.final()]))}`,
    '/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF',
  ]
  const cipher = createCipheriv('aes-256-cbc', key, ID)
  return withEncryption(`<< ${words.join(' ')} >>`, Buffer.concat([ID, cipher.update(WORDS), cipher.final()]))
}

const LOCKS = [
  ['RC4 with 40 bits', (user: string) => locked(OLD, user, 'boss')],
  ['RC4 with 128 bits', (user: string) => locked(LONG, user, 'boss')],
  ['AES with 128 bits', (user: string) => locked(AES, user, 'boss')],
  ['AES with 256 bits as Acrobat 9 did', (user: string) => lockedByAes256(user, 'boss', 5)],
  ['AES with 256 bits', (user: string) => lockedByAes256(user, 'boss', 6)],
] as const

const whole = {
  filter: '/Filter /Standard',
  v: '/V 2 /Length 128 /R 3',
  p: '/P -3904',
  keys: `/O ${hex(Buffer.alloc(32, 7))} /U ${hex(Buffer.alloc(32, 9))}`,
}
const entry = (parts: Partial<typeof whole>) => withEncryption(`<< ${Object.values({ ...whole, ...parts }).join(' ')} >>`)

/** A password to open refuses the file; one that only forbids printing does not. */
export const encrypted: readonly Specimen[] = [
  ...LOCKS.map(([name, make]) => refused(`a password to open, ${name}`, 'encrypted', () => make('secret'))),
  ...LOCKS.map(([name, make]) => accepted(`printing forbidden, ${name}`, 1, () => make(''))),
  refused('a lock that enciphers nothing', 'encrypted', () => locked({ ...AES, method: 'Identity' }, '', 'boss')),
  refused('a lock whose keys are noise', 'encrypted', () => entry({})),
  refused('a lock without keys', 'encrypted', () => entry({ keys: '' })),
  refused('a lock with keys of one byte', 'encrypted', () => entry({ keys: '/O <07> /U <09>' })),
  refused('a lock of another maker', 'encrypted', () => entry({ filter: '/Filter /Acme.Vault' })),
  refused('a lock for holders of certificates', 'encrypted', () => entry({ filter: '/Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5' })),
  refused('a lock of a version to come', 'encrypted', () => entry({ v: '/V 99 /R 99' })),
  refused('a lock without a version', 'encrypted', () => entry({ v: '' })),
  refused('a lock with a key of a million bits', 'encrypted', () => entry({ v: '/V 2 /Length 1000000 /R 3' })),
  refused('a lock that is a number', 'broken', () => withEncryption('42')),
]
