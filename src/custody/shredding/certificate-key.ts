import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KeyRing, writeDurably } from '../../tenancy/index.ts'

const OWNER = 'certificate'
const PKCS8 = { format: 'der', type: 'pkcs8' } as const

type Place = { readonly dataDir: string; readonly keys: KeyRing }

/** This installation's Ed25519 key for certificates, kept under the master key. Made when it is first needed. */
export function certificateKey({ dataDir, keys }: Place): KeyObject {
  const path = join(dataDir, 'certificate.key')
  if (!existsSync(path)) writeDurably(path, keys.seal(OWNER, generateKeyPairSync('ed25519').privateKey.export(PKCS8)))
  return createPrivateKey({ key: keys.open(OWNER, readFileSync(path)), ...PKCS8 })
}
